import NIOCore

/// A snapshot of a server's tree, in the form that ZooKeeper 3.4 and later write and read (`FileSnap`).
///
/// It lets a server start in a state that would take too long to reach: with sequence counters that are far on.
enum Snapshot {
    /// The bytes of a snapshot with the given nodes, each with the number that its next sequential child gets, and with
    /// their ancestors.
    static func bytes(nextSequence: [String: Int32]) -> ByteBuffer {
        var nodes: [String: Int32] = ["": 0, "/zookeeper": 0, "/zookeeper/quota": 0, "/zookeeper/config": 0]
        for (path, counter) in nextSequence {
            var parent = ""
            for segment in path.split(separator: "/") {
                parent += "/\(segment)"
                if nodes[parent] == nil { nodes[parent] = 0 }
            }
            nodes[path] = counter
        }
        var bytes = ByteBuffer()
        bytes.writeString("ZKSN")
        bytes.writeInteger(Int32(2))  // version of the form
        bytes.writeInteger(Int64(-1))  // number of the database
        bytes.writeInteger(Int32(0))  // sessions
        bytes.writeInteger(Int32(0))  // access control lists; -1 below stands for the open one
        // Parents stand before their children.
        for (path, counter) in nodes.sorted(by: { $0.key < $1.key }) { write(path, counter, to: &bytes) }
        write("/", to: &bytes)
        bytes.writeInteger(Int64(adler32(bytes.readableBytesView)))
        write("/", to: &bytes)
        return bytes
    }

    private static func write(_ path: String, _ counter: Int32, to bytes: inout ByteBuffer) {
        write(path, to: &bytes)
        bytes.writeInteger(Int32(0))  // length of the data
        bytes.writeInteger(Int64(-1))  // the open list
        for _ in 0..<4 { bytes.writeInteger(Int64(0)) }  // czxid, mzxid, ctime, mtime
        bytes.writeInteger(Int32(0))  // version
        bytes.writeInteger(counter)  // cversion, which the next sequential child is numbered after
        bytes.writeInteger(Int32(0))  // aversion
        bytes.writeInteger(Int64(0))  // owner
        bytes.writeInteger(Int64(0))  // pzxid
    }

    private static func write(_ text: String, to bytes: inout ByteBuffer) {
        bytes.writeInteger(Int32(text.utf8.count))
        bytes.writeString(text)
    }

    /// The checksum of RFC 1950.
    private static func adler32(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var a: UInt32 = 1
        var b: UInt32 = 0
        for byte in bytes {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return b << 16 | a
    }
}
