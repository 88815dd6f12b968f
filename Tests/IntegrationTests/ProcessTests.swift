import Testing

/// Tests that need a process of their own, one after another. `scripts/test` runs them apart from all others: while Swift Testing
/// waits for such a process it blocks one of the threads that all tasks run on, of which there are as many as cores.
@Suite(.serialized) enum ProcessTests {}
