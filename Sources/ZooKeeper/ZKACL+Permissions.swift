extension ZKACL {
    /// What an entry of an access control list allows.
    public struct Permissions: OptionSet, Sendable, Hashable {
        /// The bits, as on the wire.
        public let rawValue: Int32

        /// Makes permissions of bits.
        public init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        /// Read the data and list the children.
        public static let read = Permissions(rawValue: 1)
        /// Change the data.
        public static let write = Permissions(rawValue: 2)
        /// Create children.
        public static let create = Permissions(rawValue: 4)
        /// Delete children.
        public static let delete = Permissions(rawValue: 8)
        /// Change the access control list.
        public static let admin = Permissions(rawValue: 16)
        /// Everything.
        public static let all: Permissions = [.read, .write, .create, .delete, .admin]
    }
}
