import Foundation

/// How a server is started.
enum JavaCommand {
    private static let library = "/usr/share/java"

    /// The command line of a server with the given configuration file.
    static func server(config: URL) throws -> [String] {
        let jar = "\(library)/zookeeper.jar"
        guard FileManager.default.fileExists(atPath: jar) else {
            throw TestKitError("ZooKeeper is not installed: \(jar) is missing (apt-get install zookeeper)")
        }
        return [
            try java(),
            // A test server lives for seconds: start fast, stay small.
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xms32m", "-Xmx256m",
            "-Dzookeeper.forceSync=no",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp", "\(jar):\(library)/slf4j-simple.jar",
            "org.apache.zookeeper.server.quorum.QuorumPeerMain",
            config.path,
        ]
    }

    private static func java() throws -> String {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["JAVA_HOME"].map { ["\($0)/bin"] } ?? []
        let folders = home + (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
        for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/java") {
            return "\(folder)/java"
        }
        throw TestKitError("Java is not installed (apt-get install default-jre-headless)")
    }
}
