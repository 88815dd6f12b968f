extension ConnectionOpts {
    /// How to authenticate with SASL when a session is opened.
    ///
    /// The C library must have been built with Cyrus SASL; Debian's is not.
    public struct SASL: Sendable, Hashable {
        /// The name of the service, usually `zookeeper`.
        public var service: String
        /// The name of the server, as the mechanism knows it.
        public var host: String
        /// The mechanisms to try, for example `DIGEST-MD5` or `GSSAPI`.
        public var mechanisms: [String]
        /// The name of the user, or `nil` where the mechanism needs none.
        public var user: String?
        /// The realm, or `nil` for none.
        public var realm: String?
        /// The file whose first line is the user's password, or `nil` where the mechanism needs none.
        public var passwordFile: String?

        /// Creates settings.
        public init(
            service: String = "zookeeper",
            host: String,
            mechanisms: [String],
            user: String? = nil,
            realm: String? = nil,
            passwordFile: String? = nil
        ) {
            self.service = service
            self.host = host
            self.mechanisms = mechanisms
            self.user = user
            self.realm = realm
            self.passwordFile = passwordFile
        }

        func validate() throws(ZKError) {
            let needed = [service, host] + mechanisms
            let all = needed + [user, realm, passwordFile].compactMap(\.self)
            if mechanisms.isEmpty || needed.contains("") || all.contains(where: { $0.utf8.contains(0) }) {
                throw ZKError(
                    .badArguments,
                    operation: "connect",
                    message: "a setting of SASL is missing, or contains NUL"
                )
            }
        }
    }
}
