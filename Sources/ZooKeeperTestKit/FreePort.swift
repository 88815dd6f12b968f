import Foundation
import ZooKeeper

/// Finds ports that nobody listens on.
enum FreePort {
    /// Below the range that the system takes outgoing ports from, so that no connection sits on one by chance.
    private static let range: ClosedRange<UInt16> = 20_000...32_000
    private static let handedOut = Locked<Set<UInt16>>([])

    static func next(host: String) throws -> UInt16 {
        for _ in 0..<1_000 {
            let port = UInt16.random(in: range)
            guard handedOut.withLock({ $0.insert(port).inserted }) else { continue }
            if canBind(host: host, port: port) { return port }
        }
        throw TestKitError("there is no free port on \(host)")
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

    private static func canBind(host: String, port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return false }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
