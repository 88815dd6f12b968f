import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import ZooKeeperTestKit

@testable import fleet

/// Chromium without a window, driven by WebDriver (Debian's `chromium-driver`).
struct Browser: Sendable {
    private let client: HTTPClient
    private let session: String

    /// Starts a browser, runs `body` with it, and ends it.
    static func run(_ body: (Browser) async throws -> Void) async throws {
        guard let port = try await FreePorts.next(1, from: Int.random(in: 10_000...19_000)).first else {
            throw TestKitError("there is no free port")
        }
        let driver = Process()
        driver.executableURL = URL(fileURLWithPath: "/usr/bin/chromedriver")
        driver.arguments = ["--port=\(port)", "--silent"]
        driver.standardInput = FileHandle.nullDevice
        driver.standardOutput = FileHandle.nullDevice
        driver.standardError = FileHandle.nullDevice
        try driver.run()
        // Its browser has ended with the session. A request to end may not reach it: what was started by a thread of Dispatch
        // has signals blocked.
        defer { kill(driver.processIdentifier, SIGKILL) }
        try await EventReader.withClient { client in
            let browser = try await start(client, driver: "http://127.0.0.1:\(port)")
            do {
                try await body(browser)
            } catch {
                _ = try? await browser.send(.DELETE, "")
                throw error
            }
            try await browser.send(.DELETE, "")
        }
    }

    private static func start(_ client: HTTPClient, driver: String) async throws -> Browser {
        struct Session: Decodable { var sessionId: String }
        // A container's Chromium can neither make a sandbox as root nor count on shared memory.
        let arguments = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        let capabilities = ["alwaysMatch": ["goog:chromeOptions": ["args": arguments]]]
        try await Poll.until("the driver answers", within: .seconds(60)) {
            (try? await client.execute(HTTPClientRequest(url: "\(driver)/status"), timeout: .seconds(5)))?
                .status == .ok
        }
        let opened: Session = try await value(
            of: request(client, .POST, "\(driver)/session", ["capabilities": capabilities])
        )
        return Browser(client: client, session: "\(driver)/session/\(opened.sessionId)")
    }

    // MARK: - What a test does

    func open(_ url: String, as look: Look) async throws {
        try await devTools(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": look.width, "height": look.height, "deviceScaleFactor": 1,
                "mobile": look.width < 600,
            ]
        )
        try await devTools(
            "Emulation.setEmulatedMedia",
            ["features": [["name": "prefers-color-scheme", "value": look.isDark ? "dark" : "light"]]]
        )
        try await send(.POST, "/url", ["url": url])
    }

    /// The value of an expression in the page.
    func value<Value: Decodable>(_ expression: String, as: Value.Type = Value.self) async throws -> Value {
        try await Self.value(
            of: send(.POST, "/execute/sync", ["script": "return (\(expression));", "args": [Int]()])
        )
    }

    /// The text of the first element that `selector` finds, as it is seen; nothing where there is none.
    func text(_ selector: String) async throws -> String {
        try await value("document.querySelector(\"\(selector)\")?.innerText ?? ''")
    }

    /// How many elements `selector` finds.
    func count(_ selector: String) async throws -> Int {
        try await value("document.querySelectorAll(\"\(selector)\").length")
    }

    func isVisible(_ selector: String) async throws -> Bool {
        try await value("document.querySelector(\"\(selector)\").checkVisibility()")
    }

    func run(_ statement: String) async throws {
        try await send(.POST, "/execute/sync", ["script": statement, "args": [Int]()])
    }

    /// Waits for what is to happen in the page, and says what it shows where that does not come.
    func expect(_ what: String, _ condition: (Browser) async throws -> Bool) async throws {
        do {
            try await Poll.until(what, within: .seconds(60)) { try await condition(self) }
        } catch let error as TestKitError {
            throw TestKitError("\(error)\n\(try await text("body"))")
        }
    }

    /// Clicks at the middle of the first element that `selector` finds, as a mouse does.
    func click(_ selector: String) async throws {
        let found: [String: String] = try await Self.value(
            of: send(.POST, "/element", ["using": "css selector", "value": selector])
        )
        guard let element = found.values.first else { throw TestKitError("there is no \(selector)") }
        try await send(.POST, "/element/\(element)/click", [String: String]())
    }

    /// Presses and releases the tabulator key.
    func pressTab() async throws {
        for type in ["keyDown", "keyUp"] {
            try await devTools(
                "Input.dispatchKeyEvent",
                ["type": type, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9]
            )
        }
    }

    /// Keeps a picture of the whole page in the folder that `SCREENSHOTS` names, where it is set.
    func picture(_ name: String) async throws {
        struct Picture: Decodable { var data: String }
        guard let folder = ProcessInfo.processInfo.environment["SCREENSHOTS"] else { return }
        let picture: Picture = try await Self.value(
            of: devTools("Page.captureScreenshot", ["captureBeyondViewport": true])
        )
        try Data(base64Encoded: picture.data)?
            .write(to: URL(fileURLWithPath: folder).appendingPathComponent("\(name).png"))
    }

    // MARK: - The protocol

    private struct Answer<Value: Decodable>: Decodable { var value: Value }

    @discardableResult
    private func devTools(_ command: String, _ parameters: [String: Any]) async throws -> ByteBuffer {
        try await send(.POST, "/goog/cdp/execute", ["cmd": command, "params": parameters])
    }

    @discardableResult
    private func send(
        _ method: HTTPMethod,
        _ path: String,
        _ body: [String: Any]? = nil
    ) async throws -> ByteBuffer {
        try await Self.request(client, method, session + path, body)
    }

    private static func request(
        _ client: HTTPClient,
        _ method: HTTPMethod,
        _ url: String,
        _ body: [String: Any]?
    ) async throws -> ByteBuffer {
        var request = HTTPClientRequest(url: url)
        request.method = method
        if let body { request.body = .bytes(try JSONSerialization.data(withJSONObject: body)) }
        let response = try await client.execute(request, timeout: .seconds(120))
        let answer = try await response.body.collect(upTo: 32 << 20)
        guard response.status == .ok else {
            throw TestKitError("\(method) \(url): \(String(buffer: answer).prefix(500))")
        }
        return answer
    }

    private static func value<Value: Decodable>(of answer: ByteBuffer) throws -> Value {
        try JSONDecoder().decode(Answer<Value>.self, from: Data(answer.readableBytesView)).value
    }
}
