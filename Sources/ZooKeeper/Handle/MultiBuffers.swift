import CZooKeeper

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A `multi` in C's form, and what the library writes its results into.
///
/// Must live until the library has called back, or its threads have ended.
@safe
final class MultiBuffers: @unchecked Sendable {
    private let operations: [ZKOperation]
    private let memory = CMemory()
    private let results: UnsafeMutablePointer<zoo_op_result_t>

    init(for operations: [ZKOperation]) {
        self.operations = operations
        unsafe results = memory.zeros(count: operations.count)
    }

    /// Hands the operations to the library, which copies them before it returns.
    ///
    /// The paths are valid. They are copies that are lost when the library refuses: where an operation is refused, which it is
    /// when the session has just ended, it frees memory for those after it that is not its own, a path (`zookeeper.c`, 4692:
    /// `req` is not initialised). For that not to happen twice, nothing is sent without a connection: a session
    /// that has one does not end between two operations, short of a failed authentication.
    ///
    /// - Returns: 0, or the code of a refusal; then nothing is called back or written.
    func send(to pointer: HandlePointer, token: UInt) -> Int32 {
        let zh = unsafe pointer.raw
        let state = unsafe zoo_state(zh)
        guard state == ZOO_CONNECTED_STATE else {
            return (state < 0 ? ZKError.Code.invalidState : .connectionLoss).rawValue
        }
        let count = operations.count
        let arguments = CMemory()
        let paths = unsafe operations.map { unsafe strdup($0.path) }
        let code = withExtendedLifetime((self, arguments)) {
            let list = unsafe arguments.zeros(zoo_op_t.self, count: count)
            for (index, operation) in operations.enumerated() {
                unsafe fill(list + index, from: operation, path: paths[index], arguments)
            }
            let context = unsafe UnsafeRawPointer(bitPattern: token)
            return unsafe zoo_amulti(zh, Int32(count), list, results, onMulti, context)
        }
        if code == 0 {
            unsafe paths.forEach { unsafe free($0) }
        }
        return code
    }

    private func fill(
        _ target: UnsafeMutablePointer<zoo_op_t>,
        from operation: ZKOperation,
        path: UnsafeMutablePointer<CChar>?,
        _ arguments: CMemory
    ) {
        switch operation.kind {
        case .create(let data, let flags, let acl):
            // A sequential node's number has ten digits, and a sign when it has overflowed.
            let room = operation.path.utf8.count + 12
            unsafe zoo_create_op_init(
                target,
                path,
                arguments.copy(data),
                Int32(data.count),
                arguments.list(acl),
                flags.rawValue,
                memory.zeros(count: room),
                Int32(room)
            )
        case .set(let data, let version):
            unsafe zoo_set_op_init(
                target,
                path,
                arguments.copy(data),
                Int32(data.count),
                version,
                memory.zeros(count: 1)
            )
        case .delete(let version):
            unsafe zoo_delete_op_init(target, path, version)
        case .check(let version):
            unsafe zoo_check_op_init(target, path, version)
        }
    }

    /// What came of it, once the library has called back with `code`.
    func outcome(_ code: Int32) -> Result<Reply, ZKError> {
        let results = unsafe UnsafeBufferPointer(start: results, count: operations.count)
        if code != 0 {
            let code = ZKError.Code(answer: code)
            let index = ZKOperation.firstFailed(unsafe results.map { unsafe $0.err }, of: code)
            return .failure(ZKError(code, operationIndex: index))
        }
        return .success(
            .multi(
                unsafe zip(operations, results).map { operation, result in
                    switch operation.kind {
                    case .create:
                        .created(
                            path: unsafe result.value.map { unsafe String(cString: $0) } ?? operation.path
                        )
                    case .set: .set(unsafe ZKStat(copying: result.stat))
                    case .delete: .deleted
                    case .check: .checked
                    }
                }
            )
        )
    }
}
