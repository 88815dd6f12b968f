/// A kind of what goes wrong, as it is counted.
enum Fault: String, CaseIterable {
    case cut = "connections broken"
    case silence = "silences"
    case refusal = "servers that refused"
    case cutOff = "servers cut off"
    case replacement = "ensemble's leaders replaced"
    case lag = "servers that lagged"
    case stop = "stops"
    case crash = "crashes"
    case wipe = "base paths wiped"
    case stranger = "nodes of strangers"
    case deletion = "nodes deleted"
    case isolation = "silences before a cut"
    case distrust = "credentials withdrawn"
    case expiry = "sessions ended by an operator"
}
