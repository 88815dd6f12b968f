/// Addresses of the form `host:port`.
enum AddressText {
    static func split(_ address: String) throws -> (host: String, port: UInt16) {
        guard let colon = address.lastIndex(of: ":"),
            let port = UInt16(address[address.index(after: colon)...])
        else {
            throw TestKitError("\(address) is not of the form host:port")
        }
        return (String(address[..<colon]), port)
    }
}
