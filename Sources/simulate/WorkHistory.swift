import ZooKeeper

/// What leaders write to ``World/workPath``: what was made of it, and what those were told who wrote.
///
/// Each write is another text, so it is known by that, and each adds one to the version of the node: so a write that came to be
/// by a way which nobody looks at would be noticed.
struct WorkHistory {
    private struct Write {
        let token: Int64
        /// The transaction that made it, and which of all that were made it is.
        var made: (zxid: Int64, number: Int32)?
        /// Whether who wrote was told that nothing was changed.
        var isRefused = false
    }

    private var writes: [[UInt8]: Write] = [:]
    private var last: (data: [UInt8], token: Int64) = ([], 0)
    /// How many were made.
    private(set) var count: Int32 = 0

    /// Returns what somebody is to write who leads with that token.
    mutating func begin(_ token: Int64) -> [UInt8] {
        let data = Array("\(token) \(writes.count)".utf8)
        writes[data] = Write(token: token)
        return data
    }

    /// Notes that a transaction has written `data`.
    ///
    /// - Parameter first: the token of the candidate that was first at that moment.
    /// - Returns: what is wrong with it, or `nil`.
    mutating func make(_ data: [UInt8], zxid: Int64, first: Int64?) -> String? {
        guard let write = writes[data] else { return "something was written that nobody has begun to write" }
        count += 1
        writes[data]?.made = (zxid, count)
        defer { last = (data, write.token) }
        let text = "a write with token \(write.token)"
        guard write.made == nil else { return "\(text) was made twice" }
        guard !write.isRefused else { return "\(text) was made after it was refused" }
        guard first == write.token else {
            return "\(text) was made while \(first.map { "\($0)" } ?? "nobody") was first"
        }
        return write.token < last.token ? "\(text) was made after one with \(last.token)" : nil
    }

    /// Returns what is wrong with the acknowledgement of a write, or `nil`.
    func flaw(in results: [ZKOperationResult], of data: [UInt8]) -> String? {
        guard let write = writes[data], let made = write.made else {
            return "a write was acknowledged that was not made"
        }
        guard case .set(let stat)? = results.first, results.count == 1 else {
            return "a write with token \(write.token) is answered by \(results)"
        }
        return stat.mzxid == made.zxid && stat.version == made.number
            ? nil : "the answer to a write with token \(write.token) is that to another one"
    }

    /// Notes that who wrote was told that nothing was changed. Returns what is wrong with that, or `nil`.
    mutating func refuse(_ data: [UInt8]) -> String? {
        writes[data]?.isRefused = true
        return writes[data]?.made == nil ? nil : "a write was made and then refused"
    }

    /// Returns whether a node is what all of this has left.
    func isLast(_ data: [UInt8], version: Int32) -> Bool { data == last.data && version == count }
}
