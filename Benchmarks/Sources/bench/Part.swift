import ArgumentParser

/// The parts of a run.
enum Part: String, CaseIterable, ExpressibleByArgument {
    case client, storm, election, shared, cost, idle, crash, many
}
