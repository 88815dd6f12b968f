extension Measurements {
    func cost(_ contender: Contender, size: Int, _ round: Int) async throws {
        let tap = try await Tap.start(to: bed.address)
        // So that there are few pings and confirmations.
        try await with(contender, at: tap.address, sessionTimeout: .seconds(60)) { process in
            let path = try await bed.newPath()
            try process.ask("stand", size, path, "own")
            var last = try await tap.settled()
            func note(_ verb: String, _ requests: Metric, _ bytes: Metric) async throws {
                try process.ask(verb)
                let now = try await tap.settled()
                let difference = now - last
                last = now
                recorder.note(Double(difference.count), requests, size: size, of: contender, round: round)
                recorder.note(Double(difference.bytes), bytes, size: size, of: contender, round: round)
            }
            try await note("leave", .leaveRequests, .leaveBytes)
            try await note("join", .joinRequests, .joinBytes)
            try await note("failover", .failoverRequests, .failoverBytes)
        }
        try await tap.stop()
    }

    func idle(_ contender: Contender, _ round: Int) async throws {
        let size = plan.sizes.filter { $0 <= 100 }.max() ?? 2
        let tap = try await Tap.start(to: bed.address)
        try await with(contender, at: tap.address) { process in
            let path = try await bed.newPath()
            try process.ask("stand", size, path, "own")
            try process.ask("settle")
            let traffic = try await tap.settled()
            let cpu = try Usage(of: process.pid).cpu
            try await Task.sleep(for: plan.idle)
            let difference = tap.traffic - traffic
            let seconds = plan.idle / .seconds(1)
            func note(_ value: Double, _ metric: Metric) {
                recorder.note(value / seconds, metric, size: size, of: contender, round: round)
            }
            note(try Usage(of: process.pid).cpu - cpu, .idleCPU)
            note(Double(difference.pings), .idlePings)
            note(Double(difference.confirmations), .idleConfirmations)
            note(Double(difference.count - difference.confirmations), .idleOthers)
        }
        try await tap.stop()
    }
}
