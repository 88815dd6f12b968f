import LeaderElection
import Testing

extension Elector {
    /// Reads to the end: it has never led, and ends with that.
    func expectEndWithoutLead(
        _ code: ElectorError.Code,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        let told = await events.reduce(into: []) { $0.append($1) }
        #expect(told.map(\.leader) == [false], sourceLocation: sourceLocation)
        #expect((told.first?.error as? ElectorError)?.code == code, sourceLocation: sourceLocation)
    }
}
