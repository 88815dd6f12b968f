import Foundation
import LeaderElection

/// This library, as its users call it. See `Peers/README.md` for the commands.
@main
struct Contender {
    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count == 3, let milliseconds = Int(words[2]) else {
            fatalError("usage: contender HOST:PORT SESSION-TIMEOUT-IN-MILLISECONDS")
        }
        let connecting = Connecting(address: words[1], sessionTimeout: .milliseconds(milliseconds))
        let election = Election(connecting: connecting)
        let storm = Storm(connecting: connecting)
        while let line = readLine() {
            let words = line.split(separator: " ").map(String.init)
            let answer: [String: Double]
            switch words[0] {
            case "client":
                answer = try await ClientWork(operation: words[1], path: words[4])
                    .run(on: connecting.shared(), depth: number(words[2]), count: number(words[3]))
            case "watch": answer = try await storm.watch(words[1], count: number(words[2]))
            case "storm": answer = await storm.await()
            case "stand":
                answer = try await election.stand(
                    number(words[1]),
                    at: words[2],
                    isShared: words[3] == "shared"
                )
            case "join": answer = try await election.join()
            case "leave": answer = try await election.leave()
            case "failover": answer = try await election.failover()
            case "await": answer = await election.awaitGain()
            case "elections": answer = try await election.win(number(words[1]), at: words[2])
            case "settle": answer = [:]
            case "close":
                try await election.close()
                await connecting.close()
                answer = [:]
            default: fatalError("no such command: \(line)")
            }
            print(String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
            // What is printed into a pipe is kept back otherwise.
            fflush(nil)
        }
    }

    private static func number(_ text: String) -> Int {
        guard let number = Int(text) else { fatalError("no number: \(text)") }
        return number
    }
}
