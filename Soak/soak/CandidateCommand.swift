import ArgumentParser
import Foundation
import History
import LeaderElection

/// The process of one candidate. What it sees goes to standard output; it leaves when standard input ends.
struct CandidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "candidate", shouldDisplay: false)

    @OptionGroup var options: CandidateOptions

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await stand() }
            group.addTask { for await _ in StandardInput.end {} }
            defer { group.cancelAll() }
            try await group.next()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    /// Stands until this is cancelled or the elector ends, and leaves in an orderly way.
    private func stand() async throws {
        let notes = Notes(who: options.ident)
        notes.add(.started)
        let connection = ZKConnection(addrs: options.addresses, opts: options.connection)
        let elector: Elector
        do {
            elector = try await Elector.start(
                ident: options.ident,
                basePath: Register.basePath,
                connector: options.noLease ? LeaselessConnector(connection: connection) : connection,
                policy: options.policy
            )
        } catch {
            // Told to leave before it stood.
            if !Task.isCancelled { notes.add(.failed(error: "\(error)")) }
            return notes.add(.ended)
        }
        let told = Told()
        let observer = Observer(notes: notes) { [options] in
            options.noLease ? told.token : elector.leadership?.token
        }
        observer.start()
        let reader = Task { await read(elector, told, notes) }
        let writer = Task { [options] in await Writer(options: options, notes: notes).run(for: elector) }
        await withTaskCancellationHandler {
            await reader.value
        } onCancel: {
            Task { try await elector.close() }
        }
        try await elector.close()
        writer.cancel()
        await writer.value
        await observer.stop()
        notes.add(.ended)
    }

    private func read(_ elector: Elector, _ told: Told, _ notes: Notes) async {
        for await event in elector.events {
            // Its own end is no loss: who dies of that leaves a node, and that would be another thing to find.
            if options.trapsOnLoss, !event.leader, told.token != nil, event.reason != .closed {
                fatalError("it loses leadership, as it was told to take badly")
            }
            told.token = event.leader ? event.token : nil
            let reason = event.error.map { "\($0)" } ?? event.reason.map { "\($0)" }
            notes.add(.told(leader: event.leader, token: event.token, reason: reason))
            if let error = event.error { notes.add(.failed(error: "\(error)")) }
        }
    }
}
