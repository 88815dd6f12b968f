extension Measurements {
    func cost(_ contender: Contender, size: Int) async throws {
        let tap = try await Tap.start(to: bed.address)
        // So that there are few pings and confirmations.
        try await with(contender, at: tap.address, sessionTimeout: TestBed.longSessionTimeout) { process in
            let path = try await bed.newPath()
            try process.ask("stand", size, path, "own")
            var last = try await tap.settled()
            func note(_ verb: String, _ requests: Metric, _ bytes: Metric) async throws {
                try process.ask(verb)
                let now = try await tap.settled()
                let difference = now - last
                last = now
                self.note(Double(difference.count), requests, size: size, of: contender)
                self.note(Double(difference.bytes), bytes, size: size, of: contender)
            }
            try await note("leave", .leaveRequests, .leaveBytes)
            try await note("join", .joinRequests, .joinBytes)
            try await note("failover", .failoverRequests, .failoverBytes)
        }
        try await tap.stop()
    }

    /// All at the same time: nobody has anything to do that could be in another's way, and it takes a while.
    func idle() async throws {
        let size = plan.sizes.filter { $0 <= 100 }.max() ?? 2
        var idlers: [Contender: Idler] = [:]
        let idle = await each(Contender.electing, "standing, to be idle") { contender in
            let idler = try await Idler(contender, bed)
            idlers[contender] = idler
            try idler.process.ask("stand", size, try await bed.newPath(), "own")
            try idler.process.ask("settle")
        }
        try await Task.sleep(for: TestBed.joinsEnd)
        var before: [Contender: Idler.Count] = [:]
        let counted = await each(idle, "the first count, idle") { before[$0] = try idlers[$0]?.count() }
        try await Task.sleep(for: .seconds(plan.idle))
        await each(counted, "the second count, idle") { contender in
            guard let idler = idlers[contender], let first = before[contender] else { return }
            let second = try idler.count()
            func note(_ value: Double, _ metric: Metric) {
                self.note(value / (second.at - first.at), metric, size: size, of: contender)
            }
            let traffic = second.traffic - first.traffic
            note(second.cpu - first.cpu, .idleCPU)
            note(Double(traffic.pings), .idlePings)
            note(Double(traffic.confirmations), .idleConfirmations)
            note(Double(traffic.count - traffic.confirmations), .idleOthers)
            try idler.process.finish()
        }
        for idler in idlers.values { try await idler.stop() }
    }
}
