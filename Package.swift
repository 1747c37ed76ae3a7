// swift-tools-version: 6.2
import PackageDescription

// Each product of another package is declared once, here; targets below name it.
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let inMemoryLogging = Target.Dependency.product(name: "InMemoryLogging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

/// What every service needs besides its own files.
let service: [Target.Dependency] = [
    "JobQueue", "Models", "Postgres", "ServiceKit",
    argumentParser, configuration, crypto, httpTypes, hummingbird, lifecycle, logging, metrics, mustache, nioCore,
    tracing,
]

let package = Package(
    name: "bangban",
    products: [
        .executable(name: "intake", targets: ["IntakeService"]),
        .executable(name: "notification", targets: ["NotificationService"]),
        .executable(name: "talent-pool", targets: ["TalentPoolService"]),
        .executable(name: "reporting", targets: ["ReportingService"]),
        .executable(name: "bangban", targets: ["Operator"]),
        // For programs outside of this house.
        .library(name: "JobQueue", targets: ["JobQueue"]),
        // Preloaded by a test, therefore a file of its own.
        .library(name: "WallClock", type: .dynamic, targets: ["WallClock"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: ["FullFoundation"]),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Shared: libraries of the operating system.
        .systemLibrary(name: "CLibPQ", path: "Shared/CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(
            name: "CLibCurl", path: "Shared/CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]
        ),
        .systemLibrary(
            name: "CPangoCairo", path: "Shared/CPangoCairo", pkgConfig: "pangocairo",
            providers: [.apt(["libpango1.0-dev", "libcairo2-dev"])]),
        .systemLibrary(
            name: "CXlsxWriter", path: "Shared/CXlsxWriter", pkgConfig: "xlsxwriter",
            providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(
            name: "CQREncode", path: "Shared/CQREncode", pkgConfig: "libqrencode",
            providers: [.apt(["libqrencode-dev"])]),

        // Shared: ours. Each imports only ones that stand above it.
        .target(name: "Postgres", dependencies: ["CLibPQ", lifecycle, logging, metrics], path: "Shared/Postgres"),
        .target(name: "Models", path: "Shared/Models"),
        .target(
            name: "JobQueue", dependencies: ["Models", "Postgres", lifecycle, logging, metrics, tracing],
            path: "Shared/JobQueue",
            resources: [.embedInCode("SQL")]),
        .target(
            name: "Documents", dependencies: ["CPangoCairo", "CQREncode", "CXlsxWriter"], path: "Shared/Documents"),
        .target(name: "Outbound", dependencies: ["CLibCurl", logging], path: "Shared/Outbound"),
        .target(
            name: "ServiceKit",
            dependencies: [
                "JobQueue", "Models", "Outbound", "Postgres",
                argumentParser, configuration, crypto, cryptoExtras, httpTypes, hummingbird, lifecycle, logging,
                metrics, mustache, nioCore, nioHTTP1, tracing, unixSignals,
            ],
            path: "Shared/ServiceKit",
            resources: [.embedInCode("Pages/Look")]),

        // Services: no service imports another.
        .executableTarget(
            name: "IntakeService", dependencies: service + ["Documents"], path: "Services/Intake",
            resources: [.embedInCode("SQL"), .embedInCode("Pages/Templates")]),
        .executableTarget(
            name: "NotificationService", dependencies: service + ["Outbound"], path: "Services/Notification",
            resources: [.embedInCode("SQL"), .embedInCode("Templates")]),
        .executableTarget(
            name: "TalentPoolService", dependencies: service, path: "Services/TalentPool",
            resources: [.embedInCode("SQL")]),
        .executableTarget(
            name: "ReportingService", dependencies: service + ["Documents"], path: "Services/Reporting",
            resources: [.embedInCode("SQL"), .embedInCode("Templates")]),
        .executableTarget(
            name: "Operator", dependencies: service + ["Outbound"], path: "Services/Operator",
            resources: [.embedInCode("WebConsole/Templates")]),

        // Tests.
        // What tests share with the benchmarks and the storm, which know nothing of the testing library.
        .target(name: "TestTools", path: "Tests/TestTools"),
        .target(
            name: "TestKit",
            dependencies: [
                "JobQueue", "Models", "Outbound", "Postgres", "ServiceKit", "TestTools", httpTypes, hummingbird,
                lifecycle, logging, nioCore,
            ],
            path: "Tests/TestKit"),
        .testTarget(
            name: "PostgresTests", dependencies: ["Postgres", "TestKit", "TestTools", lifecycle, logging],
            path: "Tests/PostgresTests"),
        .testTarget(
            name: "ModelsTests", dependencies: ["Models", "TestTools"], path: "Tests/ModelsTests", exclude: ["Golden"]),
        .testTarget(
            name: "JobQueueTests",
            dependencies: [
                "BenchWorker", "JobQueue", "Models", "Postgres", "TestKit", "TestTools", inMemoryLogging, lifecycle,
                logging,
            ],
            path: "Tests/JobQueueTests"),
        // By itself: ten million messages slow down whatever runs beside them.
        .testTarget(
            name: "LargeLogTests", dependencies: ["JobQueue", "Postgres", "TestKit", logging],
            path: "Tests/LargeLogTests"),
        .testTarget(name: "QueueModelTests", path: "Tests/QueueModelTests"),
        .testTarget(name: "DocumentsTests", dependencies: ["Documents", "TestKit"], path: "Tests/DocumentsTests"),
        .testTarget(
            name: "OutboundTests", dependencies: ["Outbound", "TestKit", "TestTools", logging],
            path: "Tests/OutboundTests"),
        .executableTarget(name: "SampleService", dependencies: service, path: "Tests/SampleService"),
        .testTarget(
            name: "ServiceKitTests", dependencies: service + ["Outbound", "SampleService", "TestKit", "TestTools"],
            path: "Tests/ServiceKitTests"),
        .testTarget(
            name: "IntakeServiceTests", dependencies: service + ["IntakeService", "TestKit"],
            path: "Tests/IntakeServiceTests"),
        .testTarget(
            name: "NotificationServiceTests", dependencies: service + ["NotificationService", "TestKit"],
            path: "Tests/NotificationServiceTests"),
        .testTarget(
            name: "TalentPoolServiceTests", dependencies: service + ["TalentPoolService", "TestKit"],
            path: "Tests/TalentPoolServiceTests"),
        .testTarget(
            name: "ReportingServiceTests", dependencies: service + ["ReportingService", "TestKit"],
            path: "Tests/ReportingServiceTests"),
        .testTarget(
            name: "OperatorTests", dependencies: service + ["Operator", "Outbound", "TestKit", "TestTools"],
            path: "Tests/OperatorTests"),
        .testTarget(
            name: "DeployTests",
            dependencies: service + [
                "IntakeService", "NotificationService", "ReportingService", "TalentPoolService", "TestKit",
            ],
            path: "Tests/DeployTests"),
        .target(name: "WallClock", path: "Tests/WallClock"),
        .testTarget(
            name: "EndToEnd", dependencies: service + ["Outbound", "TestKit", "TestTools"], path: "Tests/EndToEnd"),
        // A process that is measured: with nothing but the queue in it.
        .executableTarget(
            name: "BenchWorker", dependencies: ["JobQueue", "Models", "Postgres", "TestTools", logging],
            path: "Tests/BenchWorker"),
        .executableTarget(
            name: "Benchmarks", dependencies: service + ["Outbound", "TestTools"], path: "Tests/Benchmarks",
            exclude: ["Peers"]),
        .testTarget(
            name: "TortureTests", dependencies: ["JobQueue", "Postgres", "TestKit", "Torture"],
            path: "Tests/TortureTests"),
        .executableTarget(name: "Torture", dependencies: service + ["TestTools", unixSignals], path: "Tests/Torture"),
    ]
)

let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

// BANGBAN_TESTS=PostgresTests,ModelsTests declares only these test targets: `scripts/test` sets it when it is given names,
// so that one module's tests build without the others.
if let chosen = Context.environment["BANGBAN_TESTS"]?.split(separator: ",").map(String.init) {
    package.targets.removeAll { $0.type == .test && !chosen.contains($0.name) }
}

for target in package.targets where target.type != .system {
    target.swiftSettings = swiftSettings
}
