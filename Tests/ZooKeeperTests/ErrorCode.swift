import ZooKeeper

/// The code of the `ZKError` that `body` throws; `nil` where it throws none.
func code(_ body: () async throws -> Void) async -> ZKError.Code? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? ZKError)?.code
    }
}
