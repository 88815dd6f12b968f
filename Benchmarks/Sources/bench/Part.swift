import ArgumentParser

/// The parts of a run.
enum Part: String, Codable, CaseIterable, ExpressibleByArgument {
    case client, storm, allocations, election, shared, cost, idle, crash, many
}
