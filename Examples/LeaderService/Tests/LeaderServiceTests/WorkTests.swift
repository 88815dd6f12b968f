import AsyncHTTPClient
import Hummingbird
import LeaderElection
import Logging
import NIOCore
import ServiceLifecycle
import Testing
import ZooKeeperTestKit

@testable import leader_service

@Suite(.timeLimit(.minutes(5))) struct WorkTests {
    @Test func theLeaderWorksAndNobodyElse() async throws {
        try await Running.run { running in
            let state = try await running.board("three jobs") { $0.terms.first?.jobs ?? 0 >= 3 }
            #expect(state.terms.map(\.leader) == ["127.0.0.1:8081"])
            try await running.withOther(ident: "other") { other in
                try await running.instance.elector.resign()
                _ = try await other.waitForLeadership()
                // The other one does no work, so nothing is done until it goes.
                let ended = try await running.board("the other one") { $0.leader?.ident == "other" }
                let jobs = try #require(ended.terms.first).jobs
                try await other.resign()
                let next = try await running.board("another term") { $0.terms.count == 2 }
                #expect(next.terms.last?.jobs == jobs)
                #expect(next.leader?.token == next.terms.first?.token)
            }
        }
    }

    @Test func theOldestTermsAreForgotten() async throws {
        try await Running.run { running in
            var tokens: [Int64] = []
            for _ in 0..<23 {
                let token = try await running.instance.elector.waitForLeadership().token
                tokens.append(token)
                _ = try await running.board("term \(token)") { $0.terms.first?.token == "\(token)" }
                try await running.instance.elector.resign()
            }
            #expect(tokens == tokens.sorted())
            let last = try await running.instance.elector.waitForLeadership().token
            let state = try await running.board("term \(last)") { $0.terms.first?.token == "\(last)" }
            #expect(state.terms.map(\.token) == (tokens.suffix(19) + [last]).reversed().map { "\($0)" })
        }
    }

    @Test func aTermGoesOnWhereTheConnectionComesBack() async throws {
        try await Running.run { running in
            let before = try await running.board("two jobs") { $0.terms.first?.jobs ?? 0 >= 2 }
            try await running.server.restart()
            let term = try #require(before.terms.first)
            let after = try await running.board("more jobs") {
                $0.isConnected && $0.terms.first?.jobs ?? 0 > term.jobs && $0.leader != nil
            }
            // The same session, and so the same node, token and term.
            #expect(after.terms.map(\.token) == [term.token])
        }
    }

    @Test func aShutdownResignsFirstAndAnswersWhatIsUnderWay() async throws {
        let server = try await TestServer.start()
        let (port, running) = AsyncStream.makeStream(of: Int.self)
        let (arrived, arrival) = AsyncStream.makeStream(of: Void.self)
        let (read, reading) = AsyncStream.makeStream(of: Void.self)
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)

        let first = try await Running.start(server)
        let router = first.router(allowResign: false)
        router.get("slow") { _, _ in
            arrival.finish()
            for await _ in gate {}
            return "done"
        }
        let http = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in channel.localAddress?.port.map { _ = running.yield($0) } },
            logger: Running.logger
        )
        let group = ServiceGroup(services: first.services(around: http), logger: Running.logger)

        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            _ = try await first.elector.waitForLeadership()
            let second = try await Elector.start(
                ident: "second",
                basePath: Paths.election,
                connector: .newConnection(addrs: [server.address])
            )
            let port = try #require(await port.first { _ in true })
            let (slow, events) = try await EventReader.withClient { client in
                async let slow = client.execute(
                    HTTPClientRequest(url: "http://127.0.0.1:\(port)/slow"),
                    timeout: .seconds(60)
                ).body.collect(upTo: 100)
                async let events = EventReader.read(
                    "http://127.0.0.1:\(port)/events",
                    until: nil,
                    with: client,
                    onPart: { reading.finish() }
                )
                for await _ in arrived {}
                for await _ in read {}
                await group.triggerGracefulShutdown()
                // While a request is still under way somebody else leads.
                _ = try await second.waitForLeadership(timeout: .seconds(60))
                opening.finish()
                return try await (String(buffer: slow), events)
            }
            #expect(slow == "done")
            #expect(events.contains("event: state"))
            try await tasks.waitForAll()
            try await second.close()
        }
        try await server.stop()
    }
}
