import CZooKeeper

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Memory for the C library, which is freed with this object.
@safe
final class CMemory {
    private var blocks = unsafe [UnsafeMutableRawPointer]()

    deinit {
        unsafe blocks.forEach { unsafe free($0) }
    }

    /// Values that are all zero.
    func zeros<Value>(_ type: Value.Type = Value.self, count: Int) -> UnsafeMutablePointer<Value> {
        guard let block = unsafe calloc(max(count, 1), MemoryLayout<Value>.stride) else {
            fatalError("out of memory")
        }
        unsafe blocks.append(block)
        return unsafe block.bindMemory(to: type, capacity: count)
    }

    /// Takes over a block that came from `malloc`.
    func adopt(_ block: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        if let block = unsafe block { unsafe blocks.append(block) }
        return unsafe block
    }

    /// A copy of the bytes. The pointer is never null, which to the library would mean no data.
    func copy(_ bytes: [UInt8]) -> UnsafeMutablePointer<CChar> {
        let copy = unsafe zeros(CChar.self, count: bytes.count)
        unsafe UnsafeMutableRawPointer(copy).copyMemory(from: bytes, byteCount: bytes.count)
        return unsafe copy
    }

    /// A copy of the text, with a zero at its end.
    func copy(_ text: String) -> UnsafeMutablePointer<CChar> {
        guard let copy = unsafe strdup(text) else { fatalError("out of memory") }
        unsafe blocks.append(UnsafeMutableRawPointer(copy))
        return unsafe copy
    }

    /// An access control list.
    func list(_ acl: [ZKACL]) -> UnsafeMutablePointer<ACL_vector> {
        let entries = unsafe zeros(ACL.self, count: acl.count)
        for (index, entry) in acl.enumerated() {
            unsafe entries[index] = unsafe ACL(
                perms: entry.perms.rawValue,
                id: Id(scheme: copy(entry.scheme), id: copy(entry.id))
            )
        }
        let list = unsafe zeros(ACL_vector.self, count: 1)
        unsafe list.pointee = unsafe ACL_vector(count: Int32(acl.count), data: entries)
        return unsafe list
    }
}
