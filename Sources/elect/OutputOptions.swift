import ArgumentParser

/// How to print.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON, an object a line.")
    var json = false

    static let candidateHelp = """
        With --json: ident, leader (true or false), sequence, token (the fencing token), session, since (ISO 8601), \
        age (in seconds) and path of the candidate's node.
        """
}
