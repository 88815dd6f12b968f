extension Checker {
    private struct Name: Hashable {
        var writer: String
        var number: Int
    }

    private struct Effect {
        var name: Name
        var czxid: Int64
        var token: Int64
        /// When its writer was told what came of it; 0 where that is not known.
        var at: Instant
    }

    /// Compares what writers were told with what is in the register.
    ///
    /// The server orders all writes, by their transactions, whoever made them. A guarded write takes effect only while its
    /// leader's node is there, so in that order tokens never fall; and no write comes after the deletion of its leader's node.
    func checkWrites(_ report: inout Report) {
        var times: [Name: Instant] = [:]
        for entry in entries {
            guard case .wrote(let number, _, _) = entry.what else { continue }
            times[Name(writer: entry.who, number: number)] = entry.at
        }
        var effects: [Name: Effect] = [:]
        for case .effect(let czxid, let token, let writer, let number) in entries.map(\.what) {
            let name = Name(writer: writer, number: number)
            effects[name] = Effect(name: name, czxid: czxid, token: token, at: times[name] ?? 0)
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
        let ordered = effects.values.sorted { $0.czxid < $1.czxid }
        checkOrder(ordered, &report)
        checkDepositions(ordered, &report)
    }

    private func checkOrder(_ effects: [Effect], _ report: inout Report) {
        var newest: Int64 = 0
        for effect in effects {
            if effect.token < newest {
                report.violations.append(violation(effect, "after one with \(newest)"))
            }
            newest = max(newest, effect.token)
        }
    }

    private func checkDepositions(_ effects: [Effect], _ report: inout Report) {
        for case .deposed(_, let czxid, let token) in entries.map(\.what) {
            for effect in effects where effect.czxid > czxid {
                guard token.map({ $0 == effect.token }) ?? (effect.token < czxid) else { continue }
                report.violations.append(violation(effect, "after its leader's node was deleted in \(czxid)"))
            }
        }
    }

    private func violation(_ effect: Effect, _ what: String) -> Violation {
        Violation(
            .deposedWrite,
            at: effect.at,
            "write \(effect.name.number) of \(effect.name.writer) (\(effect.token)) took effect in \(effect.czxid), "
                + what
        )
    }
}
