/// The servers to connect to, and the node that is to be the root there.
struct Ensemble: Hashable, Sendable {
    var servers: [ServerAddress] = []
    var chroot: Chroot

    /// Reads addresses in the forms of ``ZKConnection/init(addrs:opts:)``.
    ///
    /// - Parameter chroot: the chroot of the options.
    /// - Throws: ``ZKError/Code/badArguments`` where there is no address, where one makes no sense, or where two chroots are
    ///   named.
    init(parsing addrs: [String], chroot: String? = nil) throws(ZKError) {
        var named = try chroot.map { text throws(ZKError) in try Chroot(text) }
        for text in addrs {
            let slash = text.firstIndex(of: "/") ?? text.endIndex
            if slash < text.endIndex {
                let suffix = try Chroot(String(text[slash...]))
                if let named, named != suffix {
                    throw ZKError(
                        .badArguments,
                        operation: "connect",
                        message: "two chroots: \(named.path ?? "/") and \(suffix.path ?? "/")"
                    )
                }
                named = suffix
            }
            for address in text[..<slash].split(separator: ",", omittingEmptySubsequences: false) {
                let server = try ServerAddress(parsing: String(address))
                if !servers.contains(server) { servers.append(server) }
            }
        }
        guard !servers.isEmpty else {
            throw ZKError(.badArguments, operation: "connect", message: "there is no address")
        }
        self.chroot = named ?? .none
    }
}
