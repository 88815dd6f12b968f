#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Asks the operating system, where it is about a name on a thread of its own: a look-up blocks for as long as the name servers
/// take.
struct SystemNameResolver: NameResolver {
    func addresses(of host: String) async throws -> [String] {
        let numeric = Self.lookUp(host, flags: AI_NUMERICHOST)
        // Of what looks like an address and is none, no name server knows anything.
        guard numeric.isEmpty, ServerAddress.isName(host) else { return numeric }
        let answer = OneShot<[String]>()
        BlockingThread.start(name: "zk-resolve") {
            answer.fulfil(.success(Self.lookUp(host)))
        }
        return try await answer.value()
    }

    private static func lookUp(_ host: String, flags: Int32 = 0) -> [String] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = flags
        unsafe hints.ai_family = AF_UNSPEC
        #if canImport(Darwin)
            hints.ai_socktype = SOCK_STREAM
        #else
            unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { unsafe freeaddrinfo(list) }
        var found: [String] = []
        var next = unsafe list
        while let entry = unsafe next {
            if let text = unsafe numericForm(of: entry.pointee), !found.contains(text) { found.append(text) }
            unsafe next = entry.pointee.ai_next
        }
        return found
    }

    private static func numericForm(of info: addrinfo) -> String? {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NI_MAXHOST)) { buffer in
            guard let base = buffer.baseAddress,
                unsafe getnameinfo(
                    info.ai_addr,
                    info.ai_addrlen,
                    base,
                    socklen_t(buffer.count),
                    nil,
                    0,
                    NI_NUMERICHOST
                ) == 0
            else { return nil }
            return unsafe String(cString: base)
        }
    }
}
