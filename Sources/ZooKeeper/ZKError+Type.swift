extension ZKError {
    /// What kind of error it is, in a few words of which there are not many: `none` for `nil`.
    static func type(of error: (any Error)?) -> String {
        switch error {
        case nil: "none"
        case is CancellationError: "cancelled"
        case let error as ZKError: "\(error.code)"
        case let error?: "\(Swift.type(of: error))"
        }
    }
}
