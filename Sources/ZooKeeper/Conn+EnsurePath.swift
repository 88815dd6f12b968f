extension Conn {
    /// Creates a node, and what is missing above it; does nothing where it exists.
    ///
    /// The nodes are persistent and without data. It is no error when others do the same at the same time. Where this
    /// fails or is cancelled, the nodes that were created stay.
    ///
    /// - Parameters:
    ///   - path: the node.
    ///   - acl: who may do what with the node, if it is created. What is created above it is open to everybody.
    /// - Throws: ``ZKError/Code/badArguments`` for a path that is not valid; what ``exists(_:)`` and
    ///   ``create(_:data:flags:acl:)`` throw otherwise, for example ``ZKError/Code/noAuth``.
    public func ensurePath(_ path: String, acl: [ZKACL] = ZKACL.world(.all)) async throws {
        try ZKPath.validate(path, operation: "ensurePath")
        if try await exists(path) == nil {
            try await createFromBelow(path, acl: acl)
        }
    }

    /// From the bottom up: where the parent is there, nothing above it is touched, which might not be allowed.
    private func createFromBelow(_ path: String, acl: [ZKACL]) async throws {
        while true {
            do {
                _ = try await create(path, data: [], flags: [], acl: acl)
                return
            } catch let error as ZKError where error.code == .nodeExists {
                return
            } catch let error as ZKError where error.code == .noNode {
                guard let parent = ZKPath.parent(of: path), parent != "/" else { throw error }
                // The list is for the node: on an ancestor it would lock its other users out.
                try await createFromBelow(parent, acl: ZKACL.world(.all))
            }
        }
    }
}
