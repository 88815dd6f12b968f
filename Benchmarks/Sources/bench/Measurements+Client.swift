extension Measurements {
    /// What the server does for the first time takes longer, whoever asks for it.
    func warmUpServer() async {
        await each([.c], "warming the server up") { contender in
            try await with(contender) { process in
                for operation in ClientOperation.allCases {
                    let node = try await bed.newPath(children: operation.children)
                    _ = try await perform(operation, 16, count: operation.few(20_000), at: node, by: process)
                }
            }
        }
    }

    func client() async throws {
        var processes: [Contender: ContenderProcess] = [:]
        var talking = await each(Contender.talking, "start") { contender in
            let process = try bed.start(contender)
            processes[contender] = process
            _ = try process.ask("client", "get", 16, 1_000, try await bed.newPath())
        }
        for operation in ClientOperation.allCases {
            let node = try await bed.newPath(children: operation.children)
            for depth in plan.depths {
                var counts: [Contender: Int] = [:]
                var turns: [Contender: [Turn]] = [:]
                for _ in 0..<plan.turns(depth: depth) {
                    // Who has failed is gone, which is noted.
                    talking = await each(talking, "\(operation) x \(depth)") { contender in
                        guard let process = processes[contender] else { return }
                        func perform(_ count: Int) async throws -> Turn {
                            let answer = try await self.perform(
                                operation,
                                depth,
                                count: count,
                                at: node,
                                by: process
                            )
                            return try Turn(answer, count: count)
                        }
                        if counts[contender] == nil {
                            // Not recorded: this is to be nobody's first time. It tells how many there are time for.
                            let least = max(depth, operation.few(500))
                            counts[contender] = max(Int(try await perform(least).rate * plan.seconds), least)
                        }
                        guard let count = counts[contender] else { return }
                        turns[contender, default: []].append(try await perform(count))
                    }
                }
                for contender in talking {
                    note(turns[contender], \.rate, .rate(operation), size: depth, of: contender)
                    note(turns[contender], \.latency, .latency(operation), size: depth, of: contender)
                    note(turns[contender], \.cpu, .cpu(operation), size: depth, of: contender)
                }
            }
        }
        for (contender, process) in processes {
            if talking.contains(contender) {
                await recorder.attempt("end", of: contender, round: round) { try process.finish() }
            }
            process.kill()
        }
    }

    /// One operation, again and again.
    private struct Turn {
        var rate: Double
        var latency: Double
        var cpu: Double

        init(_ answer: Answer, count: Int) throws {
            rate = Double(count) / (try answer.value("seconds"))
            latency = try answer.value("median")
            cpu = try answer.value("cpu") / Double(count)
        }
    }

    private func note(
        _ turns: [Turn]?,
        _ value: (Turn) -> Double,
        _ metric: Metric,
        size: Int,
        of contender: Contender
    ) {
        guard let spread = Spread(turns?.map(value) ?? []) else { return }
        note(spread.median, metric, size: size, of: contender)
    }

    private func perform(
        _ operation: ClientOperation,
        _ depth: Int,
        count: Int,
        at node: String,
        by process: ContenderProcess
    ) async throws -> Answer {
        guard operation == .create else {
            return try process.ask("client", operation.verb, depth, count, node)
        }
        let path = try await bed.newPath()
        let answer = try process.ask("client", operation.verb, depth, count, path)
        // Or the server would have more and more to keep.
        try await bed.deleteChildren(of: path, count: count)
        return answer
    }

    func storm(_ contender: Contender) async throws {
        try await with(contender) { process in
            let path = try await bed.newPath(children: plan.watches)
            // The first request is not a part of it.
            try process.ask("client", "get", 1, 1, path)
            let start = Monotonic.now
            try process.ask("watch", path, plan.watches)
            note(Monotonic.now - start, .watching, size: plan.watches, of: contender)
            try process.tell(["storm"])
            let first = Monotonic.now
            try await bed.deleteChildren(of: path, count: plan.watches)
            let last = try process.answer().value("at")
            note(last - first, .storm, size: plan.watches, of: contender)
        }
    }

    /// One at a time.
    func allocations(_ contender: Contender) async throws {
        let cost = OperationCost(bed: bed, contender: contender)
        for operation in ClientOperation.allCases {
            let count = try await cost.count(.allocations, operation)
            note(count, .allocations(operation), size: 1, of: contender)
        }
    }
}
