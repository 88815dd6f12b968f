/// What went wrong with a request, a connection or an argument.
///
/// ```swift
/// do {
///     try await connection.delete("/jobs/42")
/// } catch let error as ZKError where error.code == .noNode {
///     // somebody else was faster
/// }
/// ```
public struct ZKError: Error, Hashable, Sendable {
    /// The kind of error. Its raw number is the one of the C client.
    public var code: Code

    /// The path of the node that the request was about, or `nil` where there is none.
    public var path: String?

    /// The name of the operation that failed, for example `create`, or `nil` where there is none.
    public var operation: String?

    /// What a person should know beyond the code, or `nil`.
    public var message: String?

    /// Which operation of a ``Conn/multi(_:)`` failed, counted from 0; `nil` for other requests, and where the whole failed.
    ///
    /// The operations before it were not applied either, and those after it were not tried.
    public var operationIndex: Int?

    /// Creates an error.
    public init(
        _ code: Code,
        path: String? = nil,
        operation: String? = nil,
        message: String? = nil,
        operationIndex: Int? = nil
    ) {
        self.code = code
        self.path = path
        self.operation = operation
        self.message = message
        self.operationIndex = operationIndex
    }
}

extension ZKError: CustomStringConvertible {
    /// The operation, the path, the code's name and number, and the message, as far as they are known.
    public var description: String {
        var text = operation.map { "\($0) " } ?? ""
        if let operationIndex { text += "(operation \(operationIndex)) " }
        if let path { text += "\(path.debugDescription) " }
        if !text.isEmpty { text += "failed: " }
        text += "\(code)"
        if let message { text += ": \(message)" }
        return text
    }
}
