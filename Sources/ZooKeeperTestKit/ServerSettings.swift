import Foundation

/// The configuration file of a server.
struct ServerSettings: Sendable {
    let lines: [String: String]

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
