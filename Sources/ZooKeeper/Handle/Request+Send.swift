import CZooKeeper

extension Request {
    /// Hands the request to the library, which copies all it needs before it returns.
    ///
    /// The library may call back before this returns.
    ///
    /// - Parameter keep: called before anything is sent with what must live until the request is completed or the handle
    ///   has been closed.
    /// - Returns: 0, or the code of a refusal; then nothing is called back.
    func send(
        to pointer: HandlePointer,
        token: UInt,
        keeping keep: (MultiBuffers) -> Void = { _ in }
    ) -> Int32 {
        let zh = unsafe pointer.raw
        let context = unsafe UnsafeRawPointer(bitPattern: token)
        // The pair of callback and context that the handle was opened with: the library then keeps one watcher a path, and
        // reports each change once.
        func watcher(_ watch: Bool) -> watcher_fn? { unsafe watch ? onEvent : nil }
        let watchContext = unsafe zoo_get_context(zh).map { unsafe UnsafeMutableRawPointer(mutating: $0) }
        switch self {
        case .get(let path, let watch):
            return unsafe zoo_awget(zh, path, watcher(watch), watchContext, onData, context)
        case .exists(let path, let watch):
            return unsafe zoo_awexists(zh, path, watcher(watch), watchContext, onStat, context)
        case .children(let path, let watch):
            return unsafe zoo_awget_children2(zh, path, watcher(watch), watchContext, onChildren, context)
        case .create(let path, let data, let flags, let acl, let ttl):
            return unsafe acl.withCVector { list in
                unsafe data.withCChars { bytes, count in
                    if let ttl {
                        let mode =
                            flags.contains(.sequential)
                            ? ZOO_PERSISTENT_SEQUENTIAL_WITH_TTL : ZOO_PERSISTENT_WITH_TTL
                        let milliseconds = Int64(ttl / .milliseconds(1))
                        return unsafe zoo_acreate2_ttl(
                            zh,
                            path,
                            bytes,
                            count,
                            list,
                            mode,
                            milliseconds,
                            onCreate,
                            context
                        )
                    }
                    return unsafe zoo_acreate2(
                        zh,
                        path,
                        bytes,
                        count,
                        list,
                        flags.rawValue,
                        onCreate,
                        context
                    )
                }
            }
        case .delete(let path, let version):
            return unsafe zoo_adelete(zh, path, version, onVoid, context)
        case .set(let path, let data, let version):
            return unsafe data.withCChars { bytes, count in
                unsafe zoo_aset(zh, path, bytes, count, version, onStat, context)
            }
        case .sync(let path):
            return unsafe zoo_async(zh, path, onSync, context)
        case .getACL(let path):
            return unsafe zoo_aget_acl(zh, path, onACL, context)
        case .setACL(let path, let acl, let version):
            return unsafe acl.withCVector { unsafe zoo_aset_acl(zh, path, version, $0, onVoid, context) }
        case .addAuth(let auth):
            return unsafe auth.secret.withCChars { bytes, count in
                unsafe zoo_add_auth(zh, auth.scheme, bytes, count, onAuth, context)
            }
        case .multi(let operations):
            let buffers = MultiBuffers(for: operations)
            keep(buffers)
            return buffers.send(to: pointer, token: token)
        }
    }
}

extension [UInt8] {
    /// Calls `body` with the bytes and their number. The pointer is never null, which to the library would mean no data.
    fileprivate func withCChars<Result>(_ body: (UnsafePointer<CChar>, Int32) -> Result) -> Result {
        unsafe withUnsafeBytes { buffer in
            let empty: StaticString = ""
            let base = unsafe buffer.baseAddress ?? UnsafeRawPointer(empty.utf8Start)
            return unsafe body(base.assumingMemoryBound(to: CChar.self), Int32(count))
        }
    }
}
