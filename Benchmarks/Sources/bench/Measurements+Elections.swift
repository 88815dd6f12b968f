extension Measurements {
    func election(_ contender: Contender, size: Int) async throws {
        try await with(contender, sessionTimeout: TestBed.calmSessionTimeout) { process in
            try await warmUp(contender, process, "own")
            let path = try await bed.newPath()
            try process.ask("stand", 2, path, "own")
            let before = try Usage(settled: process)
            try process.ask("stand", size - 2, path, "own")
            let (failover, join) = try await changes(process)
            note(failover, .failover, size: size, of: contender)
            note(join, .join, size: size, of: contender)
            guard size > 2 else { return }
            let growth = try Usage(settled: process).growth(since: before, of: size - 2)
            note(growth.memory, .memory, size: size, of: contender)
            note(growth.threads, .threads, size: size, of: contender)
            if let heap = growth.heap { note(heap, .heap, size: size, of: contender) }
        }
    }

    func shared(_ contender: Contender) async throws {
        try await with(contender, sessionTimeout: TestBed.calmSessionTimeout) { process in
            // What a process needs once is not counted as that of the candidates: what its first changes of leader take, and the
            // spare records that libdispatch keeps in each thread, up to a limit, when they have been in use.
            if Contender.talking.contains(contender) {
                try process.ask("client", "get", 256, 20_000, try await bed.newPath())
            }
            try await warmUp(contender, process, "shared")
            let path = try await bed.newPath()
            try process.ask("stand", 2, path, "shared")
            let before = try Usage(settled: process)
            var standing = 2
            for size in plan.sizes {
                try process.ask("stand", size - standing, path, "shared")
                standing = size
                if size > 2 {
                    let growth = try Usage(settled: process).growth(since: before, of: size - 2)
                    note(growth.memory, .sharedMemory, size: size, of: contender)
                    note(growth.threads, .sharedThreads, size: size, of: contender)
                    if let heap = growth.heap { note(heap, .sharedHeap, size: size, of: contender) }
                }
                let (failover, join) = try await changes(process)
                note(failover, .sharedFailover, size: size, of: contender)
                note(join, .sharedJoin, size: size, of: contender)
            }
        }
    }

    /// What of a candidate's memory is the benchmark's own.
    func readers(_ contender: Contender) async throws {
        try await with(contender) { process in
            try process.ask("readers", 2)
            let before = try Usage(settled: process)
            var reading = 2
            for size in plan.sizes where size > 2 {
                try process.ask("readers", size - reading)
                reading = size
                let growth = try Usage(settled: process).growth(since: before, of: size - 2)
                note(growth.memory, .readerMemory, size: size, of: contender)
                if let heap = growth.heap { note(heap, .readerHeap, size: size, of: contender) }
            }
        }
    }

    /// Leaders crash, each of an election of its own, and a process with all others hears of it.
    func crashes(_ contender: Contender, size: Int) async throws {
        let timeout = Duration.seconds(2)
        try await with(contender, sessionTimeout: timeout) { process in
            try await warmUp(contender, process, "own")
            var (taken, total): ([Double], [Double]) = ([], [])
            for _ in 0..<plan.crashes {
                let path = try await bed.newPath()
                let leader = try bed.start(contender, sessionTimeout: timeout)
                defer { leader.kill() }
                try leader.ask("stand", 1, path, "own")
                let deletion = try await bed.deletion(belowPath: path)
                try process.ask("stand", size - 1, path, "own")
                // The server is quiet when the time comes: it notices a second later at the earliest.
                let start = Monotonic.now
                leader.kill()
                let gain = try process.ask("await").value("at")
                total.append(gain - start)
                // When the server notices, depends on when it has heard of the leader last: so that is not a part of this.
                taken.append(gain - (await deletion.value))
            }
            guard let crash = Spread(taken), let all = Spread(total) else {
                throw BenchError("a plan without crashes")
            }
            note(crash.median, .crash, size: size, of: contender)
            note(all.median, .crashTotal, size: size, of: contender)
        }
    }

    func many(_ contender: Contender) async throws {
        try await with(contender, sessionTimeout: TestBed.longSessionTimeout) { process in
            let path = try await bed.newPath()
            try process.ask("stand", 2, try await bed.newPath(), "shared")
            let before = try Usage(settled: process)
            let packets = try await bed.packetsReceived()
            let seconds = try process.ask("elections", plan.elections, path).value("seconds")
            let requests = try await bed.packetsReceived() - packets
            let growth = try Usage(settled: process).growth(since: before, of: plan.elections)
            note(seconds, .manyTime, size: plan.elections, of: contender)
            note(growth.memory, .manyMemory, size: plan.elections, of: contender)
            let each = Double(requests) / Double(plan.elections)
            note(each, .manyRequests, size: plan.elections, of: contender)
        }
    }

    /// Changes of leader before it counts. The candidates stay.
    private func warmUp(
        _ contender: Contender,
        _ process: ContenderProcess,
        _ connections: String
    ) async throws {
        if contender == .curator {
            // Until Java has compiled it; on a connection of its own each change would take 0.1 s to close that.
            try await change(process, "shared", times: plan.warmUp * 10)
        }
        try await change(process, connections, times: plan.warmUp)
    }

    /// Changes the leader of an election of two.
    private func change(_ process: ContenderProcess, _ connections: String, times count: Int) async throws {
        try process.ask("stand", 2, try await bed.newPath(), connections)
        for _ in 0..<count {
            try process.ask("failover")
            try process.ask("join")
        }
    }

    /// The median time of some changes of leader and of the joins in between. The first two do not count: they are the first ones
    /// with so many candidates.
    private func changes(_ process: ContenderProcess) async throws -> (failover: Double, join: Double) {
        var failovers: [Double] = []
        var joins: [Double] = []
        for _ in 0..<plan.changes + 2 {
            // What the others have to say about it does not count as part of what comes next.
            try await bed.quiet()
            failovers.append(try process.ask("failover").value("seconds"))
            try await bed.quiet()
            joins.append(try process.ask("join").value("seconds"))
        }
        guard let failover = Spread(failovers.dropFirst(2)), let join = Spread(joins.dropFirst(2)) else {
            throw BenchError("a plan without changes of leader")
        }
        return (failover.median, join.median)
    }
}
