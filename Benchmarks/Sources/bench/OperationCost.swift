/// What one operation more takes, one at a time, as valgrind counts: the difference of two runs, so that the start does not matter.
struct OperationCost {
    let bed: TestBed
    let contender: Contender

    func count(_ tool: Valgrind.Tool, _ operation: ClientOperation) async throws -> Double {
        let totals = try await runs(operation) { valgrind, line in try valgrind.count(tool, line) }
        return ((totals.more - totals.few) / totals.difference).rounded()
    }

    /// The instructions in each function.
    func functions(_ operation: ClientOperation) async throws -> [String: Double] {
        let totals = try await runs(operation) { valgrind, line in try valgrind.functions(line) }
        return totals.more.merging(totals.few) { $0 - $1 }.mapValues { $0 / totals.difference }
    }

    private func runs<Total>(
        _ operation: ClientOperation,
        _ body: (Valgrind, String) throws -> Total
    ) async throws -> (few: Total, more: Total, difference: Double) {
        let valgrind = Valgrind(command: bed.command(of: contender))
        let node = try await bed.newPath(children: operation.children)
        func run(_ count: Int) async throws -> Total {
            let path = operation == .create ? try await bed.newPath() : node
            return try body(valgrind, "client \(operation.verb) 1 \(count) \(path)")
        }
        let (few, more) = (operation.few(200), operation.few(1_200))
        return (try await run(few), try await run(more), Double(more - few))
    }
}
