import NIOCore

/// What a relay does to the bytes of one direction of one connection.
protocol RelayFilter: Sendable {
    /// Takes what has come, which is nothing where something else has changed, and hands on what may go.
    ///
    /// - Returns: whether the connection goes on.
    mutating func pass(_ bytes: ByteBuffer, to sink: inout ByteBuffer) -> Bool
}

/// The filters of a connection. A direction without one is handed on as it is.
typealias RelayFilters = [FaultProxy.Direction: any RelayFilter]
