import ZooKeeper

extension ModelReply {
    /// What nobody should ever see.
    static let surprise = ZKError(.marshallingError, message: "not the answer to this request")

    func data() throws -> (data: [UInt8], stat: ZKStat) {
        guard case .data(let data, let stat) = self else { throw Self.surprise }
        return (data, stat)
    }

    func stat() throws -> ZKStat? {
        guard case .stat(let stat) = self else { throw Self.surprise }
        return stat
    }

    func children() throws -> (children: [String], stat: ZKStat) {
        guard case .children(let children, let stat) = self else { throw Self.surprise }
        return (children, stat)
    }

    func created() throws -> (path: String, stat: ZKStat) {
        guard case .created(let path, let stat) = self else { throw Self.surprise }
        return (path, stat)
    }

    func results() throws -> [ZKOperationResult] {
        guard case .written(let results) = self else { throw Self.surprise }
        return results
    }
}
