/// How a process ended.
public enum ProcessEnd: Codable, Sendable, Hashable {
    /// By itself, with an exit code.
    case code(Int32)
    /// By a signal.
    case signal(Int32)
}

extension ProcessEnd: CustomStringConvertible {
    /// The way and the number.
    public var description: String {
        switch self {
        case .code(let code): "with exit code \(code)"
        case .signal(let signal): "by signal \(signal)"
        }
    }
}
