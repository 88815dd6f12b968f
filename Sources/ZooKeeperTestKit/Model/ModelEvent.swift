package import ZooKeeper

/// What a server tells a client that has set a watch.
package struct ModelEvent: Hashable, Sendable {
    package let type: ZKEvent.EventType
    package let path: String
}
