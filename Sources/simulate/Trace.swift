/// What happens in a simulation, line by line, for a person to read.
final class Trace: @unchecked Sendable {
    /// What is done with a line.
    enum Use { case drop, keep, print }

    /// What the line begins with that tells of a violation.
    static let violation = "VIOLATION: "

    private let use: Use
    private(set) var lines: [String] = []

    init(_ use: Use) {
        self.use = use
    }

    func note(_ line: @autoclosure () -> String) {
        if use == .drop { return }
        let text = "\(Executor.shared.now.inSeconds) \(line())"
        if use == .print { print(text) } else { lines.append(text) }
    }
}
