/// Turns a host name into addresses.
package protocol NameResolver: Sendable {
    /// The IPv4 and IPv6 addresses of `host` as text, in no particular order; empty where it has none.
    ///
    /// An address stands for itself. Cancelling returns at once.
    func addresses(of host: String) async throws -> [String]
}
