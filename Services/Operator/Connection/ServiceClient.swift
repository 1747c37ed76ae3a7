import Foundation
import Models
import Outbound

/// Talks to one service as the operator. An answer that is no success is thrown as `ServiceRefusal`.
struct ServiceClient: Sendable {
    private let service: ServiceAddress
    private let base: String
    private let token: String
    private let http: HTTPClient

    /// A client of a service by the settings.
    init(_ service: ServiceAddress, _ settings: OperatorSettings, timeout: Duration = .seconds(60)) throws {
        self.service = service
        base = try settings.url(of: service)
        token = try settings.token()
        http = HTTPClient(timeout: timeout)
    }

    /// GET; the body of the answer.
    func get(_ path: String, _ query: [(String, String)] = []) async throws -> [UInt8] {
        try await send(.get, path, query)
    }

    /// POST of a JSON body; repeated by the transport, it is the same request by its idempotency key.
    func post(_ path: String, json: some Encodable) async throws -> [UInt8] { try await send(.post, path, json: json) }

    /// POST without a body.
    func post(_ path: String) async throws -> [UInt8] { try await send(.post, path) }

    /// DELETE with a JSON body that names what is meant: an address has no place in a URL.
    func delete(_ path: String, json: some Encodable) async throws -> [UInt8] {
        try await send(.delete, path, json: json)
    }

    /// DELETE of what the path names.
    func delete(_ path: String) async throws -> [UInt8] { try await send(.delete, path) }

    /// PUT of a CSV text.
    func put(_ path: String, csv: [UInt8]) async throws -> [UInt8] {
        try await send(.put, path, headers: Self.csvHeaders, body: csv)
    }

    /// POST of a CSV text.
    func post(_ path: String, _ query: [(String, String)], csv: [UInt8]) async throws -> [UInt8] {
        try await send(.post, path, query, headers: Self.csvHeaders, body: csv)
    }

    /// A part of a path with everything escaped that has a meaning there.
    static func segment(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    // MARK: - Private

    private static let csvHeaders: HTTPHeaders = ["Content-Type": "text/csv; charset=utf-8"]

    private func send(_ method: Outbound.HTTPMethod, _ path: String, json: some Encodable) async throws -> [UInt8] {
        let body = Array(try MessageCoding.encoder.encode(json))
        let key = UUID().uuidString.lowercased()
        return try await send(
            method, path, headers: ["Content-Type": "application/json", "Idempotency-Key": key], body: body)
    }

    private func send(
        _ method: Outbound.HTTPMethod, _ path: String, _ query: [(String, String)] = [], headers: HTTPHeaders = [:],
        body: [UInt8] = []
    ) async throws -> [UInt8] {
        var headers = headers
        headers["Authorization"] = "Bearer \(token)"
        headers["Accept"] = "application/json"
        let url = base + path + Self.encoded(query)
        let response = try await http.send(HTTPClientRequest(method: method, url: url, headers: headers, body: body))
        guard response.isSuccess else { throw ServiceRefusal(service, response) }
        return response.body
    }

    private static func encoded(_ query: [(String, String)]) -> String {
        query.isEmpty ? "" : "?" + query.map { "\(segment($0.0))=\(segment($0.1))" }.joined(separator: "&")
    }

    /// RFC 3986 section 2.3.
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
