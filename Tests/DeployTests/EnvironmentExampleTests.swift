import Foundation
import ServiceKit
import TestKit
import Testing

@testable import IntakeService
@testable import NotificationService
@testable import ReportingService
@testable import TalentPoolService

@Suite("deploy/environment")
struct EnvironmentExampleTests {
    @Test("each example names exactly the settings that the service reads", arguments: Deployed.services)
    func names(_ service: ServiceDescription) throws {
        let example = try EnvironmentExample(of: service.name)
        let read = Set(service.allSettings.map(\.environmentName))
        #expect(read.subtracting(example.names).sorted() == [], "missing in the example of \(service.name)")
        #expect(example.names.subtracting(read).sorted() == [], "read by nobody in \(service.name)")
    }

    @Test("each example sets what is required and leaves defaults alone", arguments: Deployed.services)
    func required(_ service: ServiceDescription) throws {
        let example = try EnvironmentExample(of: service.name)
        let required = Set(service.allSettings.filter(\.isRequired).map(\.environmentName))
        #expect(Set(example.file.values.keys) == required)
    }

    @Test("each example shows the defaults that the service has", arguments: Deployed.services)
    func defaults(_ service: ServiceDescription) throws {
        let example = try EnvironmentExample(of: service.name)
        for setting in service.allSettings {
            guard let text = setting.defaultText else { continue }
            #expect(example.commented[setting.environmentName] == text, "\(setting.environmentName)")
        }
    }

    @Test("no example holds a secret", arguments: Deployed.services)
    func secrets(_ service: ServiceDescription) throws {
        let example = try EnvironmentExample(of: service.name)
        for setting in service.allSettings where setting.isSecret {
            let value = example.file.values[setting.environmentName] ?? example.commented[setting.environmentName] ?? ""
            #expect(value.isEmpty || !value.contains("password") && URLComponents(string: value)?.password == nil)
        }
    }
}

/// What deploy/ deploys.
enum Deployed {
    static let services: [ServiceDescription] = [.intake, .notification, .talentPool, .reporting]
}

/// An example: what it sets, and what it shows in comments.
struct EnvironmentExample {
    let file: EnvironmentFile
    let commented: [String: String]

    init(of service: String) throws {
        let path = TestRepository.root.appending(path: "deploy/environment/\(service).env.example").path
        file = try EnvironmentFile(path: path)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        var commented: [String: String] = [:]
        for line in lines {
            guard let match = line.wholeMatch(of: /#([A-Z][A-Z0-9_]*)=(.*)/) else { continue }
            commented[String(match.1)] = String(match.2)
        }
        self.commented = commented
    }

    var names: Set<String> { Set(file.values.keys).union(commented.keys) }
}
