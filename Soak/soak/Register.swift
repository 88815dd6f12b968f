/// Where things are on the servers.
enum Register {
    /// The election.
    static let basePath = "/soak/election"

    /// Where the leaders write. Not below the base path, where nothing but candidates may be.
    static let root = "/register"

    /// How many nodes share the writes, so that no list of children becomes too long for one reply.
    static let shards = 64

    /// Where an operator leaves a mark with each deletion.
    static let depositions = "/depositions"

    static func deposition(_ number: Int) -> String { "\(depositions)/\(number)" }

    static func shard(_ number: Int) -> String { "\(root)/\(number % shards)" }

    /// The node of one write. Its name tells who wrote it; so a repetition of it is not another write.
    static func path(writer: String, number: Int) -> String { "\(shard(number))/\(writer)_\(number)" }

    static func parse(_ name: String) -> (writer: String, number: Int)? {
        let parts = name.split(separator: "_")
        guard parts.count == 2, let number = Int(parts[1]) else { return nil }
        return (String(parts[0]), number)
    }
}
