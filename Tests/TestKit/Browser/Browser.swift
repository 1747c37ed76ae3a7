import Foundation
import Testing

/// A tab of a real Chromium, driven as a person would: it opens addresses, types, touches and reads what is on the screen.
public struct Browser: Sendable {
    private let channel: BrowserChannel
    private let session: String

    /// Runs `body` with a tab of a fresh browser of the given size, and ends the browser afterwards.
    public static func run(
        width: Int = 1080, height: Int = 1920, _ body: (Browser) async throws -> Void
    ) async throws {
        let channel = try BrowserChannel()
        defer { channel.close() }
        let target = try await answer(channel.send("Target.createTarget", ["url": "about:blank"], session: nil))
        let attached = try await answer(
            channel.send(
                "Target.attachToTarget", ["targetId": target["targetId"] as? String ?? "", "flatten": true],
                session: nil))
        let browser = Browser(channel: channel, session: try #require(attached["sessionId"] as? String))
        for domain in ["Page", "Runtime", "Network"] { try await browser.send("\(domain).enable") }
        try await browser.resize(width: width, height: height)
        try await body(browser)
    }

    /// Gives the screen a size in pixels.
    public func resize(width: Int, height: Int) async throws {
        try await send(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
    }

    /// Opens an address and waits until it is loaded.
    public func open(_ address: String) async throws {
        try await channel.event("Page.loadEventFired") { try await send("Page.navigate", ["url": address]) }
    }

    /// Does something that loads another page, and waits for it.
    public func loading(_ body: () async throws -> Void) async throws {
        try await channel.event("Page.loadEventFired", after: body)
    }

    /// Cuts the network, or gives it back.
    public func network(isOn: Bool) async throws {
        try await send(
            "Network.emulateNetworkConditions",
            ["offline": !isOn, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1])
    }

    /// The value of a JavaScript expression; a promise is awaited.
    @discardableResult
    public func evaluate(_ expression: String) async throws -> Any? {
        let data = try await channel.send(
            "Runtime.evaluate",
            ["expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true],
            session: session)
        let answer = try Self.answer(data)
        if let details = answer["exceptionDetails"] {
            throw BrowserChannel.Failure(description: "\(expression): \(details)")
        }
        return (answer["result"] as? [String: Any])?["value"]
    }

    /// Waits, within the page, until an expression is true.
    public func wait(for expression: String, seconds: Int = 20) async throws {
        let isTrue =
            try await evaluate(
                """
                new Promise((done) => {
                  const end = performance.now() + \(seconds * 1000);
                  const look = () => {
                    if (\(expression)) return done(true);
                    performance.now() > end ? done(false) : setTimeout(look, 15);
                  };
                  look();
                })
                """) as? Bool
        if isTrue != true {
            let text = try await text()
            throw BrowserChannel.Failure(description: "never true: \(expression)\non the screen:\n\(text)")
        }
    }

    /// Touches what a selector finds.
    public func touch(_ selector: String) async throws {
        try await wait(for: "document.querySelector(\(Self.quoted(selector)))")
        try await evaluate("document.querySelector(\(Self.quoted(selector))).click()")
    }

    /// Types into a field as a keyboard would.
    public func type(_ text: String, into selector: String) async throws {
        try await wait(for: "document.querySelector(\(Self.quoted(selector)))")
        try await evaluate(
            "document.querySelector(\(Self.quoted(selector))).focus(); document.activeElement.select()")
        try await send("Input.insertText", ["text": text])
    }

    /// What a person reads on the page.
    public func text(of selector: String = "body") async throws -> String {
        try await evaluate("document.querySelector(\(Self.quoted(selector)))?.innerText ?? ''") as? String ?? ""
    }

    /// A picture of the screen, attached to the test.
    public func picture(_ name: String) async throws {
        let data = try await channel.send("Page.captureScreenshot", ["format": "png"], session: session)
        guard let text = try Self.answer(data)["data"] as? String, let png = Data(base64Encoded: text) else { return }
        if let folder = ProcessInfo.processInfo.environment["BANGBAN_PICTURES"] {
            try png.write(to: URL(filePath: folder).appending(path: "\(name).png"))
        }
        Attachment.record(Array(png), named: "\(name).png")
    }

    /// Sends a command of the DevTools protocol.
    @discardableResult
    public func send(_ method: String, _ parameters: [String: any Sendable] = [:]) async throws -> [String: Any] {
        try Self.answer(await channel.send(method, parameters, session: session))
    }

    // MARK: - Private

    private static func answer(_ data: Data) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    private static func quoted(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(escaped)\""
    }
}
