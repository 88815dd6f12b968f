extension Task where Failure == any Error {
    /// Starts `body` in a task of its own, on the calling thread until it first waits: what it has to send by then is sent
    /// when this returns.
    ///
    /// No part of the calling task: neither its cancellation nor its task-local values reach it. Where the system does not know
    /// how, `body` starts on another thread.
    @discardableResult
    package static func prompt(
        priority: TaskPriority? = nil,
        _ body: @escaping @Sendable () async throws -> Success
    ) -> Self {
        if #available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, *) {
            immediateDetached(priority: priority, operation: body)
        } else {
            detached(priority: priority, operation: body)
        }
    }
}

extension Task where Failure == Never {
    /// Starts `body` as the other of that name does.
    @discardableResult
    package static func prompt(
        priority: TaskPriority? = nil,
        _ body: @escaping @Sendable () async -> Success
    ) -> Self {
        if #available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, *) {
            immediateDetached(priority: priority, operation: body)
        } else {
            detached(priority: priority, operation: body)
        }
    }
}
