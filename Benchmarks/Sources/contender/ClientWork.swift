import LeaderElection

/// An operation of the client, many times.
struct ClientWork {
    var operation: String
    var path: String

    /// Does it `count` times with `depth` under way at a time.
    func run(on connection: ZKConnection, depth: Int, count: Int) async throws -> [String: Double] {
        let body = body(on: connection)
        let sent = Counter()
        let start = Clock.now
        let cpu = Clock.cpu
        let taken = try await withThrowingTaskGroup(of: [Double].self) { group in
            for _ in 0..<depth {
                group.addTask {
                    var taken: [Double] = []
                    while case let number = sent.next(), number < count {
                        let begun = Clock.now
                        try await body(number)
                        taken.append(Clock.now - begun)
                    }
                    return taken
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        return [
            "seconds": Clock.now - start,
            "cpu": Clock.cpu - cpu,
            "median": taken.sorted()[count / 2],
        ]
    }

    private func body(on connection: ZKConnection) -> @Sendable (Int) async throws -> Void {
        let path = path
        let data = [UInt8](repeating: 0, count: 100)
        return switch operation {
        case "get": { _ in _ = try await connection.get(path) }
        case "exists": { _ in _ = try await connection.exists(path) }
        case "set": { _ in try await connection.set(path, data: data) }
        case "create":
            { number in _ = try await connection.create("\(path)/\(number)", data: data, flags: .ephemeral) }
        case "children": { _ in _ = try await connection.children(path) }
        default: fatalError("no such operation: \(operation)")
        }
    }
}
