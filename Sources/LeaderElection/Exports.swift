// One import is enough for an election, and `.newConnection(addrs:)` resolves after it.
@_exported public import ZooKeeper
