extension Task where Failure == any Error {
    /// Waits for the value of a task that is cancelled together with the calling one.
    package func valueTogether() async throws -> Success {
        try await withTaskCancellationHandler {
            try await value
        } onCancel: {
            cancel()
        }
    }
}
