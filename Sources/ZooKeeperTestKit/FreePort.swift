import Foundation
import ZooKeeper

/// Finds ports that nobody listens on.
///
/// Some are listened on only now and then: a peer of an ensemble awaits the others only while it leads, and a server that was
/// killed comes back. Were such a port taken meanwhile by an ensemble of another process, the two would become one. So ports
/// come in blocks, and a process that keeps the first port of a block bound, for as long as it lives, has all of it.
enum FreePort {
    /// Below the range that the system takes outgoing ports from, so that no connection sits on one by chance.
    static let range = 20_000..<32_000
    static let block = 60
    private static let rest = Locked<[UInt16]>([])

    /// - Throws: ``TestKitError`` where all are taken, or `host` is no IPv4 address.
    static func next(host: String) throws -> UInt16 {
        try validate(host)
        return try rest.withLock { rest in
            while true {
                if rest.isEmpty { rest = try claim() }
                let port = rest.removeLast()
                if let descriptor = bind(host: host, port: port) {
                    close(descriptor)
                    return port
                }
            }
        }
    }

    /// - Throws: ``TestKitError`` where `host` is no IPv4 address.
    static func validate(_ host: String) throws {
        var address = in_addr()
        guard inet_pton(AF_INET, host, &address) == 1 else {
            throw TestKitError("not an IPv4 address: \(host)")
        }
    }

    /// Runs `body`, which uses free ports, up to three times: somebody else may take one between the look and the use.
    static func retrying<Result>(_ body: () async throws -> Result) async throws -> Result {
        for _ in 0..<2 {
            do {
                return try await body()
            } catch  where !(error is CancellationError) {}
        }
        return try await body()
    }

    /// Takes a block that no other process has, and returns its ports.
    private static func claim() throws -> [UInt16] {
        for first in stride(from: range.lowerBound, to: range.upperBound, by: block).shuffled() {
            // Not closed again: it goes with the process.
            guard bind(host: "127.0.0.1", port: UInt16(first)) != nil else { continue }
            return (first + 1..<first + block).map(UInt16.init)
        }
        throw TestKitError("there are no free ports")
    }

    /// A socket at this port, which processes that this one starts do not have; `nil` where somebody else has the port.
    static func bind(host: String, port: UInt16) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1,
            withUnsafePointer(
                to: &address,
                { pointer in
                    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        Foundation.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                    }
                }
            )
        else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}
