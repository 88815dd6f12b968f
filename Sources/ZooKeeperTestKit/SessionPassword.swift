/// The password that a server derives from the number of a session (`ZooKeeperServer.generatePasswd`): sixteen bytes of a
/// `java.util.Random` that starts with the number and a constant.
enum SessionPassword {
    private static let secret: Int64 = 0xB341_5C00

    static func bytes(of session: Int64) -> [UInt8] {
        // The generator that the documentation of java.util.Random specifies.
        let mask: UInt64 = (1 << 48) - 1
        var state = (UInt64(bitPattern: session ^ secret) ^ 0x5_DEEC_E66D) & mask
        var bytes: [UInt8] = []
        while bytes.count < 16 {
            state = (state &* 0x5_DEEC_E66D &+ 0xB) & mask
            var word = UInt32(truncatingIfNeeded: state >> 16)
            for _ in 0..<4 {
                bytes.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
            }
        }
        return bytes
    }
}
