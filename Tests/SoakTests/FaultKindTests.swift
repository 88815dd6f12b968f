import History
import Testing

struct FaultKindTests {
    @Test(arguments: FaultKind.allCases, FaultKind.allCases)
    func faultsExcludeOneAnother(one: FaultKind, other: FaultKind) {
        #expect(one.excludes(other) == other.excludes(one))
    }
}
