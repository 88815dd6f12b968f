import CZooKeeper

// What the C library calls. File-scope constants, so that no actor's isolation gets into them: a closure that was formed on
// the main actor would trap on the library's thread. Each copies what it was given and hands it on; none
// resumes anything under a lock. The library is called from here for the two read-outs of a new session, for the lookout, and
// for the next request that waited for a place.

let onVoid: void_completion_t = { code, context in
    unsafe complete(context, code, .done)
}

/// The answer to `zoo_add_auth` comes on the library's other thread, with the handle's lock held: whatever calls the
/// library from there dead-locks it. So the rest happens elsewhere.
let onAuth: void_completion_t = { code, context in
    let token = UInt(bitPattern: context)
    Task { unsafe complete(UnsafeRawPointer(bitPattern: token), code, .done) }
}

let onSync: string_completion_t = { code, _, context in
    unsafe complete(context, code, .done)
}

let onCreate: string_stat_completion_t = { code, value, stat, context in
    unsafe complete(
        context,
        code,
        .created(value.map { unsafe String(cString: $0) } ?? "", ZKStat(copying: stat))
    )
}

let onStat: stat_completion_t = { code, stat, context in
    unsafe complete(context, code, .stat(ZKStat(copying: stat)))
}

let onData: data_completion_t = { code, value, count, stat, context in
    unsafe complete(context, code, .data([UInt8](copying: value, count: count), ZKStat(copying: stat)))
}

let onChildren: strings_stat_completion_t = { code, names, stat, context in
    unsafe complete(context, code, .children([String](copying: names), ZKStat(copying: stat)))
}

let onACL: acl_completion_t = { code, list, stat, context in
    unsafe complete(context, code, .acl([ZKACL](copying: list), ZKStat(copying: stat)))
}

/// What the results were written into is the handle's, which keeps it for no longer than until now.
let onMulti: void_completion_t = { code, context in
    let token = UInt(bitPattern: context)
    HandleRegistry.handle(ofToken: token)?.completeMulti(token, code)
}

/// All watches and all changes of the session.
let onEvent: watcher_fn = { zh, type, state, path, context in
    guard let zh = unsafe zh, let handle = HandleRegistry.handle(number: UInt(bitPattern: context)) else {
        return
    }
    if type == ZOO_SESSION_EVENT {
        unsafe handle.sessionChanged(state, HandlePointer(raw: zh))
    } else if let type = ZKEvent.EventType(cType: type), let path = unsafe path {
        handle.fire(type, path: unsafe String(cString: path))
    }
}

/// The library's log. There is no context: the thread's name tells the handle, because the library's threads inherit
/// the name of the one that opened it. Where it does not, the youngest handle gets the line.
let onLog: log_callback_fn = { message in
    guard let message = unsafe message else { return }
    let line = CLogLine(parsing: unsafe String(cString: message))
    guard let handle = ZKHandle.ofCurrentThread ?? HandleRegistry.only() else {
        HandleRegistry.newest()?.log(line)
        return
    }
    if line.tellsOfGreeting { handle.postLookout() }
    if line.tellsOfClose { handle.noteClose() }
    handle.log(line)
}

private func complete(_ context: UnsafeRawPointer?, _ code: Int32, _ reply: @autoclosure () -> Reply) {
    let token = UInt(bitPattern: context)
    guard let handle = HandleRegistry.handle(ofToken: token) else { return }
    handle.answered(token, code == 0 ? .success(reply()) : .failure(ZKError(.init(answer: code))))
}

extension ZKEvent.EventType {
    fileprivate init?(cType: Int32) {
        switch cType {
        case ZOO_CREATED_EVENT: self = .nodeCreated
        case ZOO_DELETED_EVENT: self = .nodeDeleted
        case ZOO_CHANGED_EVENT: self = .nodeDataChanged
        case ZOO_CHILD_EVENT: self = .nodeChildrenChanged
        default: return nil
        }
    }
}
