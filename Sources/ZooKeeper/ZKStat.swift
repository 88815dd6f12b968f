/// What a server keeps about a node beside its data.
public struct ZKStat: Sendable, Hashable {
    /// The transaction that created the node. It rises over all creates of an ensemble.
    public var czxid: Int64
    /// The transaction that last changed the data.
    public var mzxid: Int64
    /// When the node was created, in milliseconds since 1970 by the server's clock.
    public var ctime: Int64
    /// When the data last changed, in milliseconds since 1970 by the server's clock.
    public var mtime: Int64
    /// How often the data has changed.
    public var version: Int32
    /// How often the list of children has changed.
    public var cversion: Int32
    /// How often the access control list has changed.
    public var aversion: Int32
    /// The session that owns an ephemeral node, 0 for others; a container and a node with a time to live are not told apart.
    public var ephemeralOwner: Int64
    /// The length of the data in bytes.
    public var dataLength: Int32
    /// The number of children.
    public var numChildren: Int32
    /// The transaction that last changed the list of children.
    public var pzxid: Int64

    /// Creates a stat; what is not given is 0.
    public init(
        czxid: Int64 = 0,
        mzxid: Int64 = 0,
        ctime: Int64 = 0,
        mtime: Int64 = 0,
        version: Int32 = 0,
        cversion: Int32 = 0,
        aversion: Int32 = 0,
        ephemeralOwner: Int64 = 0,
        dataLength: Int32 = 0,
        numChildren: Int32 = 0,
        pzxid: Int64 = 0
    ) {
        self.czxid = czxid
        self.mzxid = mzxid
        self.ctime = ctime
        self.mtime = mtime
        self.version = version
        self.cversion = cversion
        self.aversion = aversion
        self.ephemeralOwner = ephemeralOwner
        self.dataLength = dataLength
        self.numChildren = numChildren
        self.pzxid = pzxid
    }
}
