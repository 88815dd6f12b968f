/// One step of a ``Conn/multi(_:)``.
///
/// ```swift
/// try await connection.multi([
///     .check("/leader/candidate", version: 0),
///     .set("/jobs/42", data: state, version: seen),
///     .delete("/queue/42"),
/// ])
/// ```
public struct ZKOperation: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case create(data: [UInt8], flags: ZKCreateFlags, acl: [ZKACL])
        case set(data: [UInt8], version: Int32)
        case delete(version: Int32)
        case check(version: Int32)
    }

    /// The path of the node that the step is about.
    public internal(set) var path: String

    package let kind: Kind

    private init(_ path: String, _ kind: Kind) {
        self.path = path
        self.kind = kind
    }

    /// Creates a node.
    ///
    /// - Parameters:
    ///   - path: where; for a sequential node the number is appended, and the path may end with a slash.
    ///   - data: what the node holds.
    ///   - flags: whether the node is ephemeral, sequential, both or neither. ``ZKCreateFlags/container`` is refused: the C
    ///     library misreads the answer.
    ///   - acl: who may do what with the node; not empty.
    public static func create(
        _ path: String,
        data: [UInt8] = [],
        flags: ZKCreateFlags = [],
        acl: [ZKACL] = ZKACL.world(.all)
    ) -> ZKOperation {
        ZKOperation(path, .create(data: data, flags: flags, acl: acl))
    }

    /// Replaces the data of a node.
    ///
    /// - Parameters:
    ///   - path: the node.
    ///   - data: what the node holds from now on.
    ///   - version: the version that the node must have, -1 for any.
    public static func set(_ path: String, data: [UInt8], version: Int32 = -1) -> ZKOperation {
        ZKOperation(path, .set(data: data, version: version))
    }

    /// Deletes a node that has no children.
    ///
    /// - Parameters:
    ///   - path: the node.
    ///   - version: the version that the node must have, -1 for any.
    public static func delete(_ path: String, version: Int32 = -1) -> ZKOperation {
        ZKOperation(path, .delete(version: version))
    }

    /// Changes nothing, and fails unless the node exists and has this version.
    ///
    /// - Parameters:
    ///   - path: the node.
    ///   - version: the version that the node must have, -1 for any.
    public static func check(_ path: String, version: Int32 = -1) -> ZKOperation {
        ZKOperation(path, .check(version: version))
    }
}

extension ZKOperation {
    /// Whether the server will append a number to the path.
    var isSequential: Bool {
        if case .create(_, let flags, _) = kind { flags.contains(.sequential) } else { false }
    }

    /// The bytes that the step takes on the wire, with its header.
    var size: Int {
        let header = 9
        let path = Request.size(of: path)
        return switch kind {
        case .create(let data, _, let acl): header + path + 4 + data.count + Request.size(of: acl) + 4
        case .set(let data, _): header + path + 4 + data.count + 4
        case .delete, .check: header + path + 4
        }
    }

    /// What is wrong with the step, or `nil`.
    package var flaw: (code: ZKError.Code, message: String)? {
        if let flaw = ZKPath.flaw(in: isSequential ? path + "0" : path) { return (.badArguments, flaw) }
        guard case .create(_, let flags, let acl) = kind else { return nil }
        if flags.contains(.container) {
            return (.badArguments, "the C library cannot create a container in a multi")
        }
        return flags.flaw.map { (.badArguments, $0) } ?? acl.flaw.map { (.invalidACL, $0) }
    }

    /// The first step that failed.
    ///
    /// - Parameters:
    ///   - codes: what each step is told: 0 before the one that failed and -2 after it, where the server refused; the same
    ///     as the whole where nothing is known of single steps.
    ///   - code: the code of the whole.
    static func firstFailed(_ codes: [Int32], of code: ZKError.Code) -> Int? {
        if code.isOutcomeUnknown || [.sessionExpired, .authFailed, .sessionMoved].contains(code) {
            return nil
        }
        if codes.count > 1, codes.allSatisfy({ $0 == code.rawValue }) { return nil }
        return codes.firstIndex(of: code.rawValue)
    }
}
