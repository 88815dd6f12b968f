import AsyncHTTPClient
import Foundation
import Hummingbird
import HummingbirdTesting
import LeaderElection
import NIOHTTP1
import Testing
import ZooKeeperTestKit

@testable import leader_service

@Suite(.timeLimit(.minutes(5))) struct RouteTests {
    @Test func whoLeads() async throws {
        try await Running.run { running in
            let leader = try await running.board("a leader") { $0.leader != nil }.leader
            #expect(leader?.ident == running.instance.ident)
            #expect(try await running.text("/v1/leader") == "leader is currently: 127.0.0.1:8081\n")
        }
    }

    @Test func withoutZooKeeperItIsNotHealthyAndKnowsNoLeader() async throws {
        try await Running.run { running in
            _ = try await running.board("a leader") { $0.leader != nil }
            try await running.client.execute(uri: "/health", method: .get) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body) == "ok\n")
            }
            try await running.server.kill()
            _ = try await running.board("no connection") { !$0.isConnected && $0.leader == nil }
            try await running.client.execute(uri: "/health", method: .get) { response in
                #expect(response.status == .serviceUnavailable)
            }
            #expect(try await running.text("/v1/leader") == "leader unknown\n")
            try await running.server.restart()
            _ = try await running.board("a leader") { $0.isConnected && $0.leader != nil }
            #expect(try await running.text("/health") == "ok\n")
        }
    }

    @Test func thePageIsAllInOne() async throws {
        try await Running.run { running in
            try await running.client.execute(uri: "/", method: .get) { response in
                #expect(response.status == .ok)
                #expect(response.headers[.contentType] == "text/html; charset=utf-8")
                #expect(response.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
                let page = String(buffer: response.body)
                #expect(page.hasPrefix("<!doctype html>"))
                #expect(!page.contains(#/(src|href)="?(https?:|\/)|@import|url\(/#))
            }
        }
    }

    // MARK: - Resigning

    @Test func itDoesNotResignUnlessItWasAllowed() async throws {
        try await Running.run { running in
            let leader = try await running.board("a leader") { $0.leader != nil }.leader
            try await running.client.execute(uri: "/resign", method: .post) { response in
                #expect(response.status == .forbidden)
            }
            // Had it resigned its token would be another one.
            let token = try await running.instance.elector.waitForLeadership().token
            #expect("\(token)" == leader?.token)
        }
    }

    @Test func aLeaderResignsToTheNext() async throws {
        try await Running.run(allowResign: true) { running in
            _ = try await running.instance.elector.waitForLeadership()
            try await running.withOther(ident: "other") { other in
                _ = try await running.board("two candidates") { $0.candidates.count == 2 }
                try await running.client.execute(uri: "/resign", method: .post) { response in
                    #expect(response.status == .ok)
                }
                _ = try await other.waitForLeadership()
                let state = try await running.board("the other one as leader") {
                    $0.leader?.ident == "other" && $0.candidates.count == 2
                }
                #expect(state.candidates.map(\.ident) == ["other", "127.0.0.1:8081"])
                try await running.client.execute(uri: "/resign", method: .post) { response in
                    #expect(response.status == .conflict)
                }
            }
        }
    }

    @Test func aPageFromElsewhereCannotMakeItResign() async throws {
        try await Running.run(allowResign: true) { running in
            let token = try await running.instance.elector.waitForLeadership().token
            let host = "localhost:\(try #require(running.client.port))"
            try await EventReader.withClient { (client) async throws in
                func resign(from origin: String) async throws -> HTTPResponseStatus {
                    var request = HTTPClientRequest(url: "http://\(host)/resign")
                    request.method = .POST
                    request.headers.add(name: "origin", value: origin)
                    return try await client.execute(request, timeout: .seconds(60)).status
                }
                for origin in ["http://localhost:1", "http://\(host)0", "https://elsewhere.example", "null"] {
                    #expect(try await resign(from: origin) == .forbidden)
                }
                #expect(try await running.instance.elector.waitForLeadership().token == token)
                #expect(try await resign(from: "http://\(host)") == .ok)
            }
            #expect(try await running.instance.elector.waitForLeadership().token > token)
        }
    }

    // MARK: - Events

    @Test func eventsTellTheStateAndEachChange() async throws {
        try await Running.run(allowResign: true) { running in
            let port = try #require(running.client.port)
            _ = try await running.board("a term") {
                $0.leader != nil && $0.leader?.token == $0.terms.first?.token
            }
            let all = try await EventReader.withClient { client in
                let events = Task {
                    try await EventReader.read(
                        "http://localhost:\(port)/events",
                        until: #""ident":"other""#,
                        with: client
                    )
                }
                try await running.withOther(ident: "other") { _ in _ = try await events.value }
                return try await events.value
            }
            let hello = try #require(all.split(separator: "\n\n").first)
            #expect(hello.hasPrefix("retry: 1000\nevent: hello\ndata: "))
            #expect(hello.contains(#""ident":"127.0.0.1:8081""#) && hello.contains(#""mayResign":true"#))
            let token = try await running.instance.elector.waitForLeadership().token
            #expect(all.contains(#""token":"\#(token)""#))
        }
    }

    @Test func manyReadersCostZooKeeperNothing() async throws {
        let readers = 200
        try await Running.run { running in
            let port = try #require(running.client.port)
            _ = try await running.board("a leader") { $0.leader != nil }
            try await EventReader.withClient { client in
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    let (connected, sink) = AsyncStream.makeStream(of: Void.self)
                    for _ in 0..<readers {
                        tasks.addTask {
                            // One look to be sure that it is connected; the next one stays.
                            _ = try await EventReader.read(
                                "http://localhost:\(port)/events",
                                until: "event: state",
                                with: client
                            )
                            sink.yield()
                            _ = try await EventReader.read(
                                "http://localhost:\(port)/events",
                                until: #""ident":"other""#,
                                with: client
                            )
                        }
                    }
                    var iterator = connected.makeAsyncIterator()
                    for _ in 0..<readers { await iterator.next() }
                    let before = try await running.server.packetsReceived()
                    try await running.withOther(ident: "other") { _ in try await tasks.waitForAll() }
                    // Had each of them cost a single request there would be as many at least.
                    #expect(try await running.server.packetsReceived() - before < readers)
                }
            }
            try await Poll.until("those who went are forgotten") {
                await running.instance.board.readers.isEmpty
            }
        }
    }
}
