import ArgumentParser
import Foundation

/// Who is measured.
enum Contender: String, Codable, CaseIterable, ExpressibleByArgument {
    /// This library.
    case swift
    /// The floor: libzookeeper_mt with nothing in between.
    case c
    /// The same with a transaction that confirms a new leader before it leads, which is what this library does.
    case confirmed
    case curator
    case kazoo
    case go

    static let electing: [Contender] = [.swift, .c, .curator, .kazoo]
    static let talking: [Contender] = [.swift, .c, .kazoo, .go]

    /// As the report calls it.
    var title: String {
        switch self {
        case .swift: "elector"
        case .c: "C"
        case .confirmed: "C, confirmed"
        case .curator: "Curator"
        case .kazoo: "kazoo"
        case .go: "go-zookeeper"
        }
    }

    /// What follows the arguments that all have.
    var options: [String] { self == .confirmed ? ["confirming"] : [] }

    /// Where `scripts/bench` has put the program.
    func program(in folder: URL) -> String {
        let name = self == .confirmed ? Contender.c.rawValue : rawValue
        return folder.appendingPathComponent("contender-\(name)").path
    }

    /// The command line, without its arguments.
    func command(in folder: URL) -> [String] {
        let program = program(in: folder)
        switch self {
        case .swift, .c, .confirmed, .go: return [program]
        case .kazoo:
            return [folder.appendingPathComponent("python/bin/python").path, program]
        case .curator:
            let jars = ["curator-recipes", "curator-framework", "curator-client", "zookeeper", "slf4j-nop"]
            let path = [program] + jars.map { "/usr/share/java/\($0).jar" }
            return ["/usr/bin/env", "java", "-cp", path.joined(separator: ":"), "Contender"]
        }
    }
}
