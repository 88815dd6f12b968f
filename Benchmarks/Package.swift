// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "elector", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
    ],
    targets: [
        .systemLibrary(name: "CMalloc"),
        // This library, as the others in Peers/ are theirs.
        .executableTarget(
            name: "contender",
            dependencies: ["CMalloc", .product(name: "LeaderElection", package: "elector")],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "bench",
            dependencies: [
                .product(name: "ZooKeeper", package: "elector"),
                .product(name: "ZooKeeperTestKit", package: "elector"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
