/// Lets a few in at a time: each server takes a core for a second to start.
actor Gate {
    private var places: Int
    private var queue: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

    init(places: Int) {
        self.places = places
    }

    /// Takes as many places at once as are asked for. Whoever came first goes first.
    func enter(taking count: Int = 1) async {
        await withCheckedContinuation { continuation in
            queue.append((count, continuation))
            admit()
        }
    }

    func leave(freeing count: Int = 1) {
        places += count
        admit()
    }

    private func admit() {
        while let first = queue.first, first.count <= places {
            places -= first.count
            queue.removeFirst().continuation.resume()
        }
    }
}
