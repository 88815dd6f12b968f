import Foundation

/// The configuration file of a server.
struct ServerSettings: Sendable {
    private var lines: [String: String]

    init(tickTime: Duration, minSessionTimeout: Duration?, maxSessionTimeout: Duration) {
        lines = [
            "tickTime": tickTime.inMilliseconds,
            "minSessionTimeout": (minSessionTimeout ?? tickTime * 2).inMilliseconds,
            "maxSessionTimeout": maxSessionTimeout.inMilliseconds,
        ]
    }

    /// These settings with others, which come first.
    func adding(_ others: [String: String]) -> ServerSettings {
        var all = self
        all.lines.merge(others) { $1 }
        return all
    }

    func text(host: String, port: UInt16, folder: URL) -> String {
        var all = [
            "dataDir": folder.appendingPathComponent("data").path,
            "clientPort": "\(port)",
            "clientPortAddress": host,
            "admin.enableServer": "false",
            "4lw.commands.whitelist": "*",
            "maxClientCnxns": "0",
            "extendedTypesEnabled": "true",
        ]
        all.merge(lines) { $1 }
        return all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)\n" }.joined()
    }
}

extension Duration {
    fileprivate var inMilliseconds: String { "\(Int(self / .milliseconds(1)))" }
}
