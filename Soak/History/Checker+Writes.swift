extension Checker {
    private struct Name: Hashable {
        var writer: String
        var number: Int
    }

    /// Compares what writers were told with what is in the register.
    ///
    /// The server orders all writes, by their transactions, whoever made them. A guarded write takes effect only while its
    /// leader's node is there, so in that order tokens never fall.
    func checkWrites(_ report: inout Report) {
        var effects: [Name: (czxid: Int64, token: Int64)] = [:]
        for case .effect(let czxid, let token, let writer, let number) in entries.map(\.what) {
            effects[Name(writer: writer, number: number)] = (czxid, token)
        }
        for entry in entries {
            guard case .wrote(let number, let token, let outcome) = entry.what else { continue }
            let effect = effects[Name(writer: entry.who, number: number)]
            let write = "write \(number) of \(entry.who) (\(token))"
            switch outcome {
            case .acknowledged where report.isComplete && effect?.token != token:
                report.violations.append(
                    Violation(.lostWrite, at: entry.at, "\(write) was acknowledged and is not there")
                )
            case .refused where effect != nil:
                report.violations.append(
                    Violation(.deposedWrite, at: entry.at, "\(write) was refused and is there")
                )
            default: break
            }
        }
        checkOrder(effects.map { ($0.key, $0.value.czxid, $0.value.token) }, &report)
    }

    private func checkOrder(
        _ effects: [(name: Name, czxid: Int64, token: Int64)],
        _ report: inout Report
    ) {
        var times: [Name: Instant] = [:]
        for entry in entries {
            if case .wrote(let number, _, _) = entry.what {
                times[Name(writer: entry.who, number: number)] = entry.at
            }
        }
        var newest: Int64 = 0
        for (name, czxid, token) in effects.sorted(by: { $0.czxid < $1.czxid }) {
            if token < newest {
                report.violations.append(
                    Violation(
                        .deposedWrite,
                        at: times[name] ?? 0,
                        "write \(name.number) of \(name.writer) (\(token)) took effect in \(czxid), "
                            + "after one with \(newest)"
                    )
                )
            }
            newest = max(newest, token)
        }
    }
}
