/// What `exec` says. It says it on standard error: standard output is the command's.
struct ExecReport: Sendable {
    let json: Bool

    /// Tells what happened: a program all of it, people only what there are words for.
    func tell(_ record: EventRecord, inWords words: String? = nil) {
        if json {
            Output.note(record.json)
        } else if let words {
            Output.note("elect: \(words)")
        }
    }

    /// Tells why the command does not run.
    func tell(failure: String) {
        tell(EventRecord(event: .failed, error: failure), inWords: failure)
    }
}
