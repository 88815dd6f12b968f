import Foundation
import LeaderElection

/// What a process prints into a pipe.
final class Captured: Sendable {
    let pipe = Pipe()
    private let state = Locked((text: "", isComplete: false))

    init() {
        pipe.fileHandleForReading.readabilityHandler = { [state] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            state.withLock { state in
                state.text += String(decoding: data, as: UTF8.self)
                state.isComplete = data.isEmpty
            }
        }
    }

    var text: String { state.withLock { $0.text } }

    /// Whether nothing more will come.
    var isComplete: Bool { state.withLock { $0.isComplete } }
}
