extension Array {
    /// The same in another order: what was at `shift` comes first.
    func rotated(by shift: Int) -> [Element] {
        indices.map { self[($0 + shift) % count] }
    }
}
