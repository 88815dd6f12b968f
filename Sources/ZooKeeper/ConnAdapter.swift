/// A ``Conn`` made of closures, for tests and for wrapping.
///
/// A closure that is not given throws ``ZKError/Code/unimplemented``.
public struct ConnAdapter: Conn {
    /// Does the work of ``Conn/get(_:)``.
    public var getF: (@Sendable (_ path: String) async throws -> (data: [UInt8], stat: ZKStat))?
    /// Does the work of ``Conn/exists(_:)``.
    public var existsF: (@Sendable (_ path: String) async throws -> ZKStat?)?
    /// Does the work of ``Conn/create(_:data:flags:acl:)``.
    public var createF:
        (
            @Sendable (_ path: String, _ data: [UInt8], _ flags: ZKCreateFlags, _ acl: [ZKACL]) async throws
                -> String
        )?
    /// Does the work of ``Conn/createProtectedEphemeralSequential(_:data:acl:)``.
    public var createProtectedEphemeralSequentialF:
        (@Sendable (_ path: String, _ data: [UInt8], _ acl: [ZKACL]) async throws -> String)?
    /// Does the work of ``Conn/childrenW(_:)``.
    public var childrenWF:
        (
            @Sendable (_ path: String) async throws -> (
                children: [String], stat: ZKStat, events: AsyncStream<ZKEvent>
            )
        )?

    /// Makes a connection of the closures that are given.
    public init(
        getF: (@Sendable (_ path: String) async throws -> (data: [UInt8], stat: ZKStat))? = nil,
        existsF: (@Sendable (_ path: String) async throws -> ZKStat?)? = nil,
        createF: (
            @Sendable (_ path: String, _ data: [UInt8], _ flags: ZKCreateFlags, _ acl: [ZKACL]) async throws
                -> String
        )? = nil,
        createProtectedEphemeralSequentialF: (
            @Sendable (_ path: String, _ data: [UInt8], _ acl: [ZKACL]) async throws -> String
        )? = nil,
        childrenWF: (
            @Sendable (_ path: String) async throws -> (
                children: [String], stat: ZKStat, events: AsyncStream<ZKEvent>
            )
        )? = nil
    ) {
        self.getF = getF
        self.existsF = existsF
        self.createF = createF
        self.createProtectedEphemeralSequentialF = createProtectedEphemeralSequentialF
        self.childrenWF = childrenWF
    }

    /// Calls ``getF``.
    public func get(_ path: String) async throws -> (data: [UInt8], stat: ZKStat) {
        try await given(getF, "get", path)(path)
    }

    /// Calls ``existsF``.
    public func exists(_ path: String) async throws -> ZKStat? {
        try await given(existsF, "exists", path)(path)
    }

    /// Calls ``createF``.
    public func create(
        _ path: String,
        data: [UInt8],
        flags: ZKCreateFlags,
        acl: [ZKACL]
    ) async throws -> String {
        try await given(createF, "create", path)(path, data, flags, acl)
    }

    /// Calls ``createProtectedEphemeralSequentialF``.
    public func createProtectedEphemeralSequential(
        _ path: String,
        data: [UInt8],
        acl: [ZKACL]
    ) async throws -> String {
        try await given(
            createProtectedEphemeralSequentialF,
            "createProtectedEphemeralSequential",
            path
        )(path, data, acl)
    }

    /// Calls ``childrenWF``.
    public func childrenW(
        _ path: String
    ) async throws -> (children: [String], stat: ZKStat, events: AsyncStream<ZKEvent>) {
        try await given(childrenWF, "childrenW", path)(path)
    }

    private func given<Closure>(_ closure: Closure?, _ operation: String, _ path: String) throws -> Closure {
        guard let closure else { throw ZKError(.unimplemented, path: path, operation: operation) }
        return closure
    }
}
