/// All handles by their numbers, which are what the C library is given as a context.
///
/// A number that is no longer here belongs to a handle that was closed, and what comes for it is dropped. So the
/// library, which may or may not call back after a close, never holds an address.
enum HandleRegistry {
    private struct State {
        var handles: [UInt: ZKHandle] = [:]
        var lastNumber: UInt = 0
    }

    private static let state = Locked(State())

    /// The bits of a token that tell the request; those above tell the handle.
    private static let requestBits: UInt = 40

    static func add(_ make: (_ number: UInt) -> ZKHandle) -> ZKHandle {
        state.withLock { state in
            state.lastNumber += 1
            let handle = make(state.lastNumber)
            state.handles[state.lastNumber] = handle
            return handle
        }
    }

    static func remove(_ number: UInt) {
        state.withLock { _ = $0.handles.removeValue(forKey: number) }
    }

    static func handle(number: UInt) -> ZKHandle? {
        state.withLock { $0.handles[number] }
    }

    static func handle(ofToken token: UInt) -> ZKHandle? {
        handle(number: token >> requestBits)
    }

    /// The handle, where there is no more than one.
    static func only() -> ZKHandle? {
        state.withLock { $0.handles.count == 1 ? $0.handles.values.first : nil }
    }

    /// The youngest handle.
    static func newest() -> ZKHandle? {
        state.withLock { state in state.handles.max { $0.key < $1.key }?.value }
    }

    static func tokenBase(ofHandle number: UInt) -> UInt {
        number << requestBits
    }
}
