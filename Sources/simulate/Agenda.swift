/// What is to be done, by the time at which it is due. A binary heap.
struct Agenda<Item> {
    private var entries: [(time: Int64, order: UInt64, item: Item)] = []

    var isEmpty: Bool { entries.isEmpty }

    /// When the next one is due.
    var next: Int64? { entries.first?.time }

    /// - Parameter order: which of several comes first that are due at the same time.
    mutating func add(_ item: Item, at time: Int64, order: UInt64) {
        entries.append((time, order, item))
        var index = entries.count - 1
        while index > 0, isBefore(index, (index - 1) / 2) {
            entries.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    /// Takes the next one out.
    mutating func takeNext() -> (time: Int64, item: Item)? {
        guard let last = entries.popLast() else { return nil }
        guard let first = entries.first else { return (last.time, last.item) }
        entries[0] = last
        var index = 0
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2] where child < entries.count && isBefore(child, least)
            {
                least = child
            }
            if least == index { return (first.time, first.item) }
            entries.swapAt(index, least)
            index = least
        }
    }

    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        (entries[a].time, entries[a].order) < (entries[b].time, entries[b].order)
    }
}
