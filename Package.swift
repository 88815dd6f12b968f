// swift-tools-version: 6.2

import PackageDescription

/// Continuous integration sets `CI`; there a warning is an error.
let warningsAsErrors: [SwiftSetting] =
    Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

/// `scripts/fuzz` sets `FUZZ`; then everything is instrumented for libFuzzer, and what reads text becomes a program for it.
let isFuzzing = Context.environment["FUZZ"] != nil
let fuzzing: [SwiftSetting] = isFuzzing ? [.unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"])] : []

let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + warningsAsErrors + fuzzing

// What the traits bring along, for those targets that use it.
let serviceLifecycle = Target.Dependency.product(
    name: "ServiceLifecycle",
    package: "swift-service-lifecycle",
    condition: .when(traits: ["ServiceLifecycle"])
)
let metrics = Target.Dependency.product(
    name: "Metrics",
    package: "swift-metrics",
    condition: .when(traits: ["Metrics"])
)
let tracing = Target.Dependency.product(
    name: "Tracing",
    package: "swift-distributed-tracing",
    condition: .when(traits: ["Tracing"])
)

/// What holds for all text that is read: a program for libFuzzer, or tests.
let parsers: Target =
    isFuzzing
    ? .executableTarget(
        name: "fuzz",
        dependencies: ["LeaderElection", "ZooKeeper", "ZooKeeperTestKit"],
        path: "Tests/ParserTests",
        exclude: ["ParserTests.swift"],
        swiftSettings: settings,
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]
    )
    : .testTarget(
        name: "ParserTests",
        dependencies: ["LeaderElection", "ZooKeeper", "ZooKeeperTestKit"],
        exclude: ["FuzzTarget.swift"],
        swiftSettings: settings
    )

let package = Package(
    name: "elector",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "LeaderElection", targets: ["LeaderElection"]),
        .library(name: "ZooKeeper", targets: ["ZooKeeper"]),
        .library(name: "ZooKeeperTestKit", targets: ["ZooKeeperTestKit"]),
        .executable(name: "elect", targets: ["elect"]),
    ],
    // Each brings one integration along, and nothing at all where it is off. On by default: metrics and traces go nowhere, and cost
    // next to nothing, until a process sets up a backend, and then they are there without another thought. The packages are small.
    traits: [
        .trait(name: "ServiceLifecycle", description: "Connections and electors as services."),
        .trait(name: "Metrics", description: "Metrics of connections and elections."),
        .trait(name: "Tracing", description: "A span for each request."),
        .default(enabledTraits: ["ServiceLifecycle", "Metrics", "Tracing"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.0.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", "3.12.0"..<"5.0.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-log", from: "1.11.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CZooKeeper",
            providers: [.apt(["libzookeeper-mt-dev"]), .brew(["zookeeper"])]
        ),
        .target(
            name: "ZooKeeper",
            dependencies: [
                "CZooKeeper",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                serviceLifecycle,
                metrics,
                tracing,
            ],
            swiftSettings: settings + [.strictMemorySafety()]
        ),
        .target(
            name: "LeaderElection",
            dependencies: [
                "ZooKeeper",
                .product(name: "Logging", package: "swift-log"),
                serviceLifecycle,
                metrics,
            ],
            swiftSettings: settings + [.strictMemorySafety()]
        ),
        .target(
            name: "ZooKeeperTestKit",
            dependencies: [
                "ZooKeeper",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .target(name: "CGuardian"),
        .executableTarget(
            name: "elect",
            dependencies: [
                "CGuardian",
                "LeaderElection",
                "ZooKeeperTestKit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        // What is proven over minutes and hours, and how: not for users, so neither is a product.
        .target(
            name: "History",
            path: "Soak/History",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "soak",
            dependencies: [
                "History",
                "LeaderElection",
                "ZooKeeperTestKit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Soak/soak",
            swiftSettings: settings
        ),
        .testTarget(
            name: "SoakTests",
            dependencies: ["History"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ZooKeeperTests",
            dependencies: ["ZooKeeper", "ZooKeeperTestKit"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ZooKeeperTestKitTests",
            dependencies: ["ZooKeeper", "ZooKeeperTestKit"],
            swiftSettings: settings
        ),
        parsers,
        .testTarget(
            name: "LeaderElectionTests",
            dependencies: ["LeaderElection", "ZooKeeperTestKit"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ElectTests",
            dependencies: ["LeaderElection", "elect"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "LeaderElection",
                "ZooKeeperTestKit",
                "elect",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                serviceLifecycle,
                .product(
                    name: "ServiceLifecycleTestKit",
                    package: "swift-service-lifecycle",
                    condition: .when(traits: ["ServiceLifecycle"])
                ),
                metrics,
                .product(
                    name: "MetricsTestKit",
                    package: "swift-metrics",
                    condition: .when(traits: ["Metrics"])
                ),
                tracing,
                .product(
                    name: "InMemoryTracing",
                    package: "swift-distributed-tracing",
                    condition: .when(traits: ["Tracing"])
                ),
            ],
            resources: [.copy("Resources")],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)

// A simulation of whole electors: it needs a runtime that can be given another executor.
#if compiler(>=6.3) && os(Linux)
    package.targets += [
        .target(name: "CSimulation"),
        .executableTarget(
            name: "simulate",
            dependencies: [
                "CSimulation",
                "LeaderElection",
                "ZooKeeperTestKit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),
    ]
#endif
