import Foundation
import HTTPTypes
import TestKit

extension RouterClient {
    /// Sends an object of texts as JSON.
    func send(_ method: HTTPRequest.Method, _ path: String, json: [String: String]) async throws -> TestResponse {
        try await send(method, path, json: String(decoding: try JSONEncoder().encode(json), as: UTF8.self))
    }
}
