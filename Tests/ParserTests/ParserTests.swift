import Testing

/// Damaged texts for everything that reads text. `scripts/fuzz` looks for them by coverage instead.
@Suite struct ParserTests {
    @Test(arguments: ParserProperty.all)
    func holds(property: ParserProperty) {
        Mutations(of: property.seeds).forEach { bytes in
            if !property.holds(bytes) { Issue.record("\(bytes)") }
        }
    }

    /// A property that holds for nothing is noticed.
    @Test func aTextThatBreaksAPropertyIsFound() {
        var found = 0
        let property = ParserProperty(name: "short", seeds: ["/a"]) { $0.utf8.count < 4 }
        Mutations(of: property.seeds).forEach { if !property.holds($0) { found += 1 } }
        #expect(found > 0)
    }
}
