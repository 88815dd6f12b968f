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
                // Who has failed is gone, which is noted.
                talking = await each(talking, "\(operation) x \(depth)") { contender in
                    guard let process = processes[contender] else { return }
                    try await cell(operation, depth, at: node, contender, process)
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

    /// One operation, again and again, for as long as the plan says.
    private func cell(
        _ operation: ClientOperation,
        _ depth: Int,
        at node: String,
        _ contender: Contender,
        _ process: ContenderProcess
    ) async throws {
        func perform(_ count: Int) async throws -> Answer {
            try await self.perform(operation, depth, count: count, at: node, by: process)
        }
        // Not recorded: this is to be nobody's first time. It tells how many there are time for.
        let least = max(depth, operation.few(500))
        let rate = Double(least) / (try await perform(least).value("seconds"))
        let count = max(Int(rate * plan.seconds(depth: depth)), least)
        let answer = try await perform(count)
        note(try Double(count) / answer.value("seconds"), .rate(operation), size: depth, of: contender)
        note(try answer.value("median"), .latency(operation), size: depth, of: contender)
        note(try answer.value("cpu") / Double(count), .cpu(operation), size: depth, of: contender)
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
            try process.ask("watch", path, plan.watches)
            try process.tell(["storm"])
            let start = Monotonic.now
            try await bed.deleteChildren(of: path, count: plan.watches)
            let end = try process.answer().value("at")
            note(end - start, .storm, size: plan.watches, of: contender)
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
