/// Lets a few in at a time: each server takes a core for a second to start.
actor Gate {
    private var places: Int
    private var queue: [CheckedContinuation<Void, Never>] = []

    init(places: Int) {
        self.places = places
    }

    func enter() async {
        if places > 0 {
            places -= 1
        } else {
            await withCheckedContinuation { queue.append($0) }
        }
    }

    func leave() {
        if queue.isEmpty { places += 1 } else { queue.removeFirst().resume() }
    }
}
