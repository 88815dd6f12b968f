extension Measurements {
    func election(_ contender: Contender, size: Int, _ round: Int) async throws {
        try await with(contender) { process in
            let path = try await bed.newPath()
            try process.ask("stand", 2, path, "own")
            let before = try Usage(settled: process)
            try process.ask("stand", size - 2, path, "own")
            let (failover, join) = try await changes(process)
            recorder.note(failover, .failover, size: size, of: contender, round: round)
            recorder.note(join, .join, size: size, of: contender, round: round)
            guard size > 2 else { return }
            let growth = try Usage(settled: process).growth(since: before, candidates: size - 2)
            recorder.note(growth.memory, .memory, size: size, of: contender, round: round)
            recorder.note(growth.threads, .threads, size: size, of: contender, round: round)
        }
    }

    func shared(_ contender: Contender, _ round: Int) async throws {
        try await with(contender) { process in
            let path = try await bed.newPath()
            try process.ask("stand", 2, path, "shared")
            // What the first changes of leader need is not counted as that of the candidates.
            _ = try await changes(process)
            let before = try Usage(settled: process)
            var standing = 2
            for size in plan.sizes {
                try process.ask("stand", size - standing, path, "shared")
                standing = size
                if size > 2 {
                    let growth = try Usage(settled: process).growth(since: before, candidates: size - 2)
                    recorder.note(growth.memory, .sharedMemory, size: size, of: contender, round: round)
                    recorder.note(growth.threads, .sharedThreads, size: size, of: contender, round: round)
                }
                let (failover, join) = try await changes(process)
                recorder.note(failover, .sharedFailover, size: size, of: contender, round: round)
                recorder.note(join, .sharedJoin, size: size, of: contender, round: round)
            }
        }
    }

    func crash(_ contender: Contender, size: Int, _ round: Int) async throws {
        let timeout = Duration.seconds(3)
        let path = try await bed.newPath()
        let leader = try bed.start(contender, sessionTimeout: timeout)
        try leader.ask("stand", 1, path, "own")
        defer { leader.kill() }
        try await with(contender, sessionTimeout: timeout) { process in
            try process.ask("stand", size - 1, path, "own")
            let start = Monotonic.now
            leader.kill()
            let taken = try process.ask("await").value("at") - start
            recorder.note(taken - timeout / .seconds(1), .crash, size: size, of: contender, round: round)
        }
    }

    func many(_ contender: Contender, _ round: Int) async throws {
        try await with(contender, sessionTimeout: .seconds(60)) { process in
            let path = try await bed.newPath()
            try process.ask("stand", 2, try await bed.newPath(), "shared")
            let before = try Usage(settled: process)
            let packets = try await bed.packetsReceived()
            let seconds = try process.ask("elections", plan.elections, path).value("seconds")
            let requests = try await bed.packetsReceived() - packets
            let growth = try Usage(settled: process).growth(since: before, candidates: plan.elections)
            func note(_ value: Double, _ metric: Metric) {
                recorder.note(value, metric, size: plan.elections, of: contender, round: round)
            }
            note(seconds, .manyTime)
            note(growth.memory, .manyMemory)
            note(Double(requests) / Double(plan.elections), .manyRequests)
        }
    }

    /// The median time of some changes of leader and of the joins in between. The first ones warm up.
    private func changes(_ process: ContenderProcess) async throws -> (failover: Double, join: Double) {
        var failovers: [Double] = []
        var joins: [Double] = []
        for _ in 0..<plan.changes + 2 {
            failovers.append(try process.ask("failover").value("seconds"))
            // What the others have to say about it does not count as part of what comes next.
            try await Task.sleep(for: .milliseconds(50))
            joins.append(try process.ask("join").value("seconds"))
            try await Task.sleep(for: .milliseconds(50))
        }
        guard let failover = Spread(failovers.dropFirst(2)), let join = Spread(joins.dropFirst(2)) else {
            throw BenchError("a plan without changes of leader")
        }
        return (failover.median, join.median)
    }
}
