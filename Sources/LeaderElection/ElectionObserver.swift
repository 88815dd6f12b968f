/// What is told of an election, as one candidate sees it, by whatever measures it: the one place at which that is let in.
///
/// An elector asks for ``all(basePath:)`` when it is started. Where no trait brings one along there is none.
struct ElectionObserver: Sendable {
    /// Told what the core has decided, after it was carried out, and where the candidate is then.
    ///
    /// `ahead` is how many are in front of it, `nil` while it has no place.
    var decided: @Sendable (_ actions: [ElectionCore.Action], _ position: Position, _ ahead: Int?) -> Void

    /// Those that the package's traits bring along.
    static func all(basePath: String) -> [ElectionObserver] {
        #if Metrics
            return [.metrics(basePath: basePath)].compactMap(\.self)
        #else
            return []
        #endif
    }
}
