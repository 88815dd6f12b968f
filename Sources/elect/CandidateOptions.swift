import ArgumentParser
import Foundation

/// Who stands, and how.
struct CandidateOptions: ParsableArguments {
    @Option(
        name: .customLong("ident"),
        help:
            "What this candidate is known by, usually the address of its service (ELECT_IDENT); by default the name of this host."
    )
    var givenIdent: String?

    @Option(
        help:
            "What to do when the connection is in trouble: fail-stop (the default of campaign), step-down or hold (that of exec)."
    )
    var policy: PolicyName?

    @Option(
        help:
            "Who may change the nodes of the election: open for everybody, creator for the same credentials."
    )
    var access: AccessName = .open

    var ident: String {
        Settings.reader(commandLine: [.ident: givenIdent])(.ident) ?? ProcessInfo.processInfo.hostName
    }
}
