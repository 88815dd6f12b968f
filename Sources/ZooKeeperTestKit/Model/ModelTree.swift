package import ZooKeeper

/// The znodes as one server knows them.
package struct ModelTree: Hashable, Sendable {
    package internal(set) var nodes: [String: ModelNode] = ["/": ModelNode(zxid: 0)]

    /// The names of the children of a node, in order.
    package func children(of path: String) -> [String] {
        let prefix = path == "/" ? path : path + "/"
        return nodes.keys.filter { $0 != "/" && ZKPath.parent(of: $0) == path }
            .map { String($0.dropFirst(prefix.count)) }.sorted()
    }

    /// What a server says about a node. The model has no clock: both times are 0.
    package func stat(of path: String) -> ZKStat? {
        guard let node = nodes[path] else { return nil }
        let count = Int32(children(of: path).count)
        return ZKStat(
            czxid: node.czxid,
            mzxid: node.mzxid,
            version: node.version,
            // Creates and deletes, of which a server keeps only the former (`DataNode.copyStat`).
            cversion: node.sequence &* 2 &- count,
            ephemeralOwner: node.owner,
            dataLength: Int32(node.data.count),
            numChildren: count,
            pzxid: node.pzxid
        )
    }

    /// Makes a change that the ensemble's leader has found possible, and returns the watches that it fires, in order.
    mutating func apply(_ change: ModelChange, zxid: Int64) -> [ModelFiring] {
        switch change {
        case .create(let path, let data, let owner):
            let parent = ZKPath.parent(of: path) ?? "/"
            nodes[path] = ModelNode(data: data, owner: owner, zxid: zxid)
            if let count = nodes[parent]?.sequence, count < .max {
                // At the end of its range the counter stays where it is, and with it the note of the transaction
                // (`DataTree.createNode`).
                nodes[parent]?.sequence = count + 1
                nodes[parent]?.pzxid = zxid
            }
            return [
                ModelFiring(.nodeCreated, path, .data),
                ModelFiring(.nodeChildrenChanged, parent, .children),
            ]
        case .set(let path, let data):
            nodes[path]?.data = data
            nodes[path]?.version += 1
            nodes[path]?.mzxid = zxid
            return [ModelFiring(.nodeDataChanged, path, .data)]
        case .delete(let path):
            let parent = ZKPath.parent(of: path) ?? "/"
            nodes[path] = nil
            nodes[parent]?.pzxid = zxid
            return [
                ModelFiring(.nodeDeleted, path, .data),
                ModelFiring(.nodeDeleted, path, .children),
                ModelFiring(.nodeChildrenChanged, parent, .children),
            ]
        }
    }

    /// What an operation comes to: a change, or none for a check.
    func change(for operation: ZKOperation, owner: Int64) throws(ZKError) -> ModelChange? {
        let path = operation.path
        switch operation.kind {
        case .create(let data, let flags, _):
            let parent = ZKPath.parent(of: flags.contains(.sequential) ? path + "0" : path) ?? "/"
            guard let above = nodes[parent] else { throw ZKError(.noNode, path: path) }
            guard above.owner == 0 else { throw ZKError(.noChildrenForEphemerals, path: path) }
            let full = flags.contains(.sequential) ? path + Self.digits(above.sequence) : path
            guard nodes[full] == nil else { throw ZKError(.nodeExists, path: path) }
            return .create(full, data: data, owner: flags.contains(.ephemeral) ? owner : 0)
        case .set(let data, let version):
            try check(path, version)
            return .set(path, data: data)
        case .delete(let version):
            try check(path, version)
            guard children(of: path).isEmpty else { throw ZKError(.notEmpty, path: path) }
            return .delete(path)
        case .check(let version):
            try check(path, version)
            return nil
        }
    }

    private func check(_ path: String, _ version: Int32) throws(ZKError) {
        guard let node = nodes[path] else { throw ZKError(.noNode, path: path) }
        guard version == -1 || version == node.version else { throw ZKError(.badVersion, path: path) }
    }

    /// A number as servers append it: `%010d`.
    private static func digits(_ number: Int32) -> String {
        let text = String(number.magnitude)
        let width = number < 0 ? 9 : 10
        return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
