/// A request on its way, and what its sender knows it by.
package struct ModelCall: Hashable, Sendable {
    package let tag: Int
    package let request: ModelRequest
}
