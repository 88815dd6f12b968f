/// What a server answered to a ``Request``, copied out of the C library's memory.
enum Reply: Sendable {
    case done
    case created(String, ZKStat)
    case stat(ZKStat)
    case data([UInt8], ZKStat)
    case children([String], ZKStat)
    case acl([ZKACL], ZKStat)
    case multi([ZKOperationResult])
}

// What comes out of a reply of the kind that a request is answered with. Another kind cannot come, short of a defect here.
extension Reply {
    func created() throws(ZKError) -> (path: String, stat: ZKStat) {
        guard case .created(let path, let stat) = self else { throw ZKError(.dataInconsistency) }
        return (path, stat)
    }

    func stat() throws(ZKError) -> ZKStat {
        guard case .stat(let stat) = self else { throw ZKError(.dataInconsistency) }
        return stat
    }

    func data() throws(ZKError) -> (data: [UInt8], stat: ZKStat) {
        guard case .data(let data, let stat) = self else { throw ZKError(.dataInconsistency) }
        return (data, stat)
    }

    func children() throws(ZKError) -> (children: [String], stat: ZKStat) {
        guard case .children(let children, let stat) = self else { throw ZKError(.dataInconsistency) }
        return (children, stat)
    }

    func acl() throws(ZKError) -> (acl: [ZKACL], stat: ZKStat) {
        guard case .acl(let acl, let stat) = self else { throw ZKError(.dataInconsistency) }
        return (acl, stat)
    }

    func multi() throws(ZKError) -> [ZKOperationResult] {
        guard case .multi(let results) = self else { throw ZKError(.dataInconsistency) }
        return results
    }
}
