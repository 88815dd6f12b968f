#ifndef ELECT_GUARDIAN_H
#define ELECT_GUARDIAN_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// A command that runs under a guardian, and the line to that.
///
/// The guardian is a small process between `elect` and the command. It leads a process group of its own, in which the command
/// runs with all that it starts, and kills all of that with SIGKILL, what has left the group too,
/// - when the line breaks: `elect` is gone, for whatever reason;
/// - when the deadline passes that it was told last: `elect` is there, but stands still;
/// - when the command has ended, so that nothing of it is left behind.
/// Where the guardian itself is killed the kernel kills the command (`PR_SET_PDEATHSIG`), and `elect` its group; what has left
/// that escapes. So does whatever runs as another user, which nobody here may kill.
struct guardian {
    /// The guardian's process, and the group. Negative: nothing was started, and this is an `errno`.
    pid_t pid;
    /// The line to the guardian.
    int line;
};

/// How a command ended.
struct guardian_report {
    enum {
        /// It exited; `value` is its exit code.
        guardian_exited = 1,
        /// It died of the signal `value`.
        guardian_signalled = 2,
        /// It could not be executed; `value` is an `errno`.
        guardian_not_executed = 3,
        /// The group was killed, by the guardian or with it.
        guardian_killed = 4,
    } kind;
    int value;
};

/// The clock of the deadlines, in nanoseconds: it goes on while the machine sleeps, as Swift's `ContinuousClock`.
int64_t guardian_now(void);

/// Notes which signals are ignored, before anything in this process changes that: a command will ignore them too, but for
/// SIGPIPE.
void guardian_note_ignored(void);

/// Whether a signal was ignored then.
int guardian_was_ignored(int signal);

/// Starts a command under a guardian.
///
/// - arguments, environment: strings with a NUL behind each.
/// - deadline: until when the group may live.
struct guardian guardian_start(
    const char *arguments, size_t arguments_size,
    const char *environment, size_t environment_size,
    int64_t deadline
);

/// Sends a signal to the command and its group, unless it is 0, and sets another deadline, unless that is 0. Never waits; does
/// nothing where the guardian is gone.
void guardian_tell(struct guardian guardian, int signal, int64_t deadline);

/// Waits until the command or its guardian has ended, and kills what is left of the group.
struct guardian_report guardian_wait(struct guardian guardian);

/// Waits until the guardian has ended, closes the line and gives the number of the group back: to be called once, after
/// `guardian_wait`. Until then that number is no other's.
void guardian_collect(struct guardian guardian);

#endif
