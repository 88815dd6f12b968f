import Foundation

/// How a command ended.
enum CommandEnding: Hashable, Sendable {
    case exited(Int32)
    case signalled(Int32)
    /// It could not be executed; an `errno`.
    case notExecuted(Int32)
    /// It was killed at its deadline, or with its guardian.
    case killed

    /// What the caller of `elect` is told.
    var status: ExitStatus {
        switch self {
        case .exited(let code): ExitStatus(rawValue: code)
        case .signalled(let number): .signal(number)
        case .notExecuted(ENOENT): .notFound
        case .notExecuted: .notExecutable
        case .killed: .signal(SIGKILL)
        }
    }
}
