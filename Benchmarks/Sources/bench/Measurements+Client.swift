extension Measurements {
    func client(round: Int) async throws {
        let warmUp = try await bed.newPath()
        var processes: [(contender: Contender, process: ContenderProcess)] = []
        for contender in Contender.talking {
            let process = try bed.start(contender)
            try process.ask("client", "get", 16, plan.requests / 4, warmUp)
            processes.append((contender, process))
        }
        for (number, operation) in ClientOperation.allCases.enumerated() {
            let node = try await bed.newPath()
            if operation == .children10 { try await bed.createChildren(of: node, count: 10) }
            if operation == .children10000 { try await bed.createChildren(of: node, count: 10_000) }
            for depth in plan.depths {
                let count = operation.count(depth: depth, requests: plan.requests)
                for (contender, process) in processes.rotated(by: round + number) {
                    let path = operation == .create ? try await bed.newPath() : node
                    await recorder.attempt("\(operation) x \(depth)", of: contender, round: round) {
                        let answer = try process.ask("client", operation.verb, depth, count, path)
                        func note(_ value: Double, _ metric: Metric) {
                            recorder.note(value, metric, size: depth, of: contender, round: round)
                        }
                        note(try Double(count) / answer.value("seconds"), .rate(operation))
                        note(try answer.value("median"), .latency(operation))
                        note(try answer.value("cpu") / Double(count), .cpu(operation))
                    }
                }
            }
        }
        for (_, process) in processes {
            // One that has failed is gone, which is noted already.
            do { try process.finish() } catch { process.kill() }
        }
    }

    func storm(_ contender: Contender, _ round: Int) async throws {
        try await with(contender) { process in
            let path = try await bed.newPath()
            try await bed.createChildren(of: path, count: plan.watches)
            try process.ask("watch", path, plan.watches)
            try process.tell(["storm"])
            let start = Monotonic.now
            try await bed.deleteChildren(of: path, count: plan.watches)
            let end = try process.answer().value("at")
            recorder.note(end - start, .storm, size: plan.watches, of: contender, round: round)
        }
    }
}
