/// What this program can be told.
struct Commands: Sendable {
    private let connecting: Connecting
    private let election: Election
    private let storm: Storm
    private let readers = Readers()

    init(address: String, sessionTimeout: Duration) {
        connecting = Connecting(address: address, sessionTimeout: sessionTimeout)
        election = Election(connecting: connecting)
        storm = Storm(connecting: connecting)
    }

    /// Does what a line says, and returns the answer.
    func carryOut(_ line: String) async throws -> [String: Double] {
        let words = line.split(separator: " ").map(String.init)
        switch words[0] {
        case "client":
            return try await ClientWork(operation: words[1], path: words[4])
                .run(on: connecting.shared(), depth: number(words[2]), count: number(words[3]))
        case "watch": return try await storm.watch(words[1], count: number(words[2]))
        case "storm": return await storm.await()
        case "stand":
            let isShared = words[3] == "shared"
            return try await election.stand(number(words[1]), at: words[2], isShared: isShared)
        case "join": return try await election.join()
        case "leave": return try await election.leave()
        case "failover": return try await election.failover()
        case "await": return await election.awaitGain()
        case "elections": return try await election.win(number(words[1]), at: words[2])
        case "readers":
            await readers.read(number(words[1]))
            return [:]
        case "settle": return ["heap": Double(Heap.settle())]
        case "close":
            try await election.close()
            await connecting.close()
            return [:]
        default: fatalError("no such command: \(line)")
        }
    }

    private func number(_ text: String) -> Int {
        guard let number = Int(text) else { fatalError("no number: \(text)") }
        return number
    }
}
