import CZooKeeper

// Between C's structures and Swift's values. What comes from C is copied at once: it lives no longer than the callback.

extension ZKStat {
    init(_ stat: Stat) {
        self.init(
            czxid: stat.czxid,
            mzxid: stat.mzxid,
            ctime: stat.ctime,
            mtime: stat.mtime,
            version: stat.version,
            cversion: stat.cversion,
            aversion: stat.aversion,
            ephemeralOwner: stat.ephemeralOwner,
            dataLength: stat.dataLength,
            numChildren: stat.numChildren,
            pzxid: stat.pzxid
        )
    }

    init(copying stat: UnsafePointer<Stat>?) {
        self = unsafe stat.map { unsafe ZKStat($0.pointee) } ?? ZKStat()
    }
}

extension [UInt8] {
    /// Copies a buffer; a node without data comes as no pointer and the length -1.
    init(copying value: UnsafePointer<CChar>?, count: Int32) {
        guard let value = unsafe value, count > 0 else {
            self = []
            return
        }
        self = unsafe [UInt8](UnsafeRawBufferPointer(start: value, count: Int(count)))
    }
}

extension [String] {
    init(copying strings: UnsafePointer<String_vector>?) {
        guard let vector = unsafe strings?.pointee, let data = unsafe vector.data else {
            self = []
            return
        }
        self = unsafe (0..<Int(vector.count)).map { index in
            unsafe data[index].map { unsafe String(cString: $0) } ?? ""
        }
    }
}

extension [ZKACL] {
    init(copying list: UnsafePointer<ACL_vector>?) {
        guard let vector = unsafe list?.pointee, let data = unsafe vector.data else {
            self = []
            return
        }
        self = unsafe (0..<Int(vector.count)).map { index in
            let entry = unsafe data[index]
            return ZKACL(
                perms: .init(rawValue: unsafe entry.perms),
                scheme: unsafe entry.id.scheme.map { unsafe String(cString: $0) } ?? "",
                id: unsafe entry.id.id.map { unsafe String(cString: $0) } ?? ""
            )
        }
    }

    /// Calls `body` with the list in C's form, which lives for that call: the library writes it into the request at once.
    func withCVector<Result>(_ body: (UnsafeMutablePointer<ACL_vector>) -> Result) -> Result {
        let memory = CMemory()
        return withExtendedLifetime(memory) { unsafe body(memory.list(self)) }
    }
}
