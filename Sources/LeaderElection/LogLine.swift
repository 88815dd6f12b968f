package import Logging

/// Lines of the log that others than people look for.
package enum LogLine {
    /// No session could be had, and another attempt follows.
    package static let noSession: Logger.Message = "no session, trying again"
}
