import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import ZooKeeperTestKit

/// Reads server-sent events.
enum EventReader {
    /// Runs `body` with a client that can hold many connections.
    static func withClient<Value>(_ body: (HTTPClient) async throws -> Value) async throws -> Value {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1_000
        let client = HTTPClient(configuration: configuration)
        do {
            let value = try await body(client)
            try await client.shutdown()
            return value
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    /// Reads until what has come contains `text`, or to the end, and returns all that has come.
    static func read(
        _ url: String,
        until text: String?,
        with client: HTTPClient,
        onPart: @Sendable () -> Void = {}
    ) async throws -> String {
        let response = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(60))
        guard response.status == .ok, response.headers["content-type"] == ["text/event-stream"] else {
            throw TestKitError("no events: \(response)")
        }
        var all = ""
        for try await part in response.body {
            all += String(buffer: part)
            onPart()
            if let text, all.contains(text) { return all }
        }
        if let text { throw TestKitError("the events ended without \(text): \(all)") }
        return all
    }
}
