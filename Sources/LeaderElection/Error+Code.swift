import ZooKeeper

extension Error {
    /// The code of a `ZKError`; `nil` of any other error.
    ///
    /// Not made a part of whoever asks: the error itself would have its place in the frame of each task that waits.
    @inline(never)
    var zooKeeperCode: ZKError.Code? { (self as? ZKError)?.code }
}
