#define _GNU_SOURCE
#include "guardian.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__

#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>

/// What `elect` tells the guardian. The other way goes a `guardian_report`. Both are packets: they come whole or not at all.
struct order {
    int signal;
    int64_t deadline;
};

enum { second = 1000000000 };

/// The descriptor of the line in the guardian.
enum { line = 3, first_other = 4 };

int64_t guardian_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * second + now.tv_nsec;
}

/// The strings of a block as a list that ends with NULL, or NULL where there is no memory.
static char **list(const char *block, size_t size) {
    size_t count = 0;
    for (size_t i = 0; i < size; i++) count += block[i] == 0;
    char **strings = malloc((count + 1) * sizeof *strings + size);
    if (!strings) return NULL;
    char *text = memcpy(strings + count + 1, block, size);
    for (size_t i = 0; i < count; i++) {
        strings[i] = text;
        text += strlen(text) + 1;
    }
    strings[count] = NULL;
    return strings;
}

/// The signals that were ignored when `elect` was started.
static sigset_t ignored;

void guardian_note_ignored(void) {
    sigemptyset(&ignored);
    for (int number = 1; number < NSIG; number++) {
        struct sigaction present;
        if (sigaction(number, NULL, &present) == 0 && present.sa_handler == SIG_IGN) sigaddset(&ignored, number);
    }
}

int guardian_was_ignored(int signal) { return sigismember(&ignored, signal) == 1; }

// From here to `guardian_start`: after `fork` in a process with threads, so nothing but system calls.

/// Kills the guardian's children, and returns whether there were any.
static int kill_children(void) {
    int list = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    if (list < 0) return 0;
    // Numbers with a space behind each.
    char text[4096];
    ssize_t count;
    pid_t pid = 0;
    int found = 0;
    while ((count = read(list, text, sizeof text)) > 0) {
        for (ssize_t i = 0; i < count; i++) {
            if (text[i] != ' ') {
                pid = pid * 10 + (text[i] - '0');
            } else {
                // The numbers may be those of another namespace, where `/proc` is another one's.
                siginfo_t info;
                if (waitid(P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0) {
                    kill(pid, SIGKILL);
                    found = 1;
                }
                pid = 0;
            }
        }
    }
    close(list);
    return found;
}

/// Ends the command and all that it has started, and the guardian.
///
/// What has a group of its own is found as a child: it comes to the guardian when its parent has died, which takes as long as that
/// waits for a disk. What cannot be killed keeps the rest waiting for ten seconds.
static _Noreturn void end(void) {
    for (int round = 0; round < 1100 && kill_children(); round++) {
        struct timespec pause = {0, round < 100 ? second / 1000 : second / 100};
        nanosleep(&pause, NULL);
        while (waitpid(-1, NULL, WNOHANG) > 0) {}
    }
    kill(0, SIGKILL);
    _exit(1);
}

/// Closes all but the standard descriptors and the line: of that, `elect` must have the only other end.
static void close_others(void) {
    if (syscall(SYS_close_range, first_other, ~0U, 0) == 0) return;
    // A kernel before 5.9.
    long limit = sysconf(_SC_OPEN_MAX);
    for (int other = first_other; other < limit; other++) close(other);
}

static _Noreturn void execute(char **arguments, char **environment, pid_t guardian) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != guardian) _exit(1);
    // What `elect` and its libraries have set up is no business of the command's; what `nohup` has is.
    for (int number = 1; number < NSIG; number++) {
        if (number == SIGPIPE || !guardian_was_ignored(number)) signal(number, SIG_DFL);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    // Not in the group that the terminal talks to, it would be stopped when it reads from that.
    if (isatty(0)) {
        int null = open("/dev/null", O_RDONLY);
        dup2(null, 0);
    }
    close_others();
    fcntl(line, F_SETFD, FD_CLOEXEC);
    environ = environment;
    execvp(arguments[0], arguments);
    struct guardian_report report = {guardian_not_executed, errno};
    send(line, &report, sizeof report, MSG_NOSIGNAL);
    _exit(127);
}

/// Takes note of children that have ended, and of the command when it is one of them.
static void collect(pid_t command) {
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0 && ended != command) {}
    if (ended != command) return;
    struct guardian_report report =
        WIFSIGNALED(status) ? (struct guardian_report){guardian_signalled, WTERMSIG(status)}
                            : (struct guardian_report){guardian_exited, WEXITSTATUS(status)};
    send(line, &report, sizeof report, MSG_NOSIGNAL);
    end();
}

/// Sends a signal to the group, and to that of the command where it has made its own, as `timeout` does.
static void forward(int signal, pid_t command) {
    kill(0, signal);
    pid_t group = getpgid(command);
    if (group > 0 && group != getpgrp()) kill(-group, signal);
}

static void set(int timer, int64_t deadline) {
    struct itimerspec at = {.it_value = {deadline / second, deadline % second}};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
}

static _Noreturn void guard(int socket, char **arguments, char **environment, int64_t deadline) {
    setpgid(0, 0);
    // What loses its parent becomes a child of the guardian.
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    // So that `killall elect` does not mean it.
    prctl(PR_SET_NAME, "elect-guardian");
    // Signals to the group are for the command.
    sigset_t all, child;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    signal(SIGCHLD, SIG_DFL);
    // Without the connections of `elect`, which must end with it.
    if (socket != line) dup2(socket, line);
    close_others();

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    int ends = signalfd(-1, &child, SFD_CLOEXEC);
    int timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC);
    if (ends < 0 || timer < 0) end();
    set(timer, deadline);

    pid_t guardian = getpid();
    pid_t command = fork();
    if (command == 0) execute(arguments, environment, guardian);
    if (command < 0) {
        struct guardian_report report = {guardian_not_executed, errno};
        send(line, &report, sizeof report, MSG_NOSIGNAL);
        end();
    }

    struct pollfd sources[] = {{timer, POLLIN, 0}, {line, POLLIN, 0}, {ends, POLLIN, 0}};
    for (;;) {
        if (poll(sources, 3, -1) < 0) {
            if (errno == EINTR) continue;
            end();
        }
        if (sources[2].revents) {
            struct signalfd_siginfo info;
            if (read(ends, &info, sizeof info) < 0) end();
            collect(command);
        }
        if (sources[1].revents) {
            struct order order;
            if (recv(line, &order, sizeof order, 0) != sizeof order) end();
            if (order.deadline) set(timer, order.deadline);
            if (order.signal) forward(order.signal, command);
        } else if (sources[0].revents) {
            // Not while there is an order: it may bring another deadline.
            end();
        }
    }
}

/// Both ends of a line, none of them in the place of a standard descriptor: the command would inherit that.
static int open_line(int ends[2]) {
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) return -1;
    for (int index = 0; index < 2; index++) {
        int moved = fcntl(ends[index], F_DUPFD_CLOEXEC, line);
        int error = errno;
        close(ends[index]);
        ends[index] = moved;
        if (moved < 0) {
            close(ends[1 - index]);
            errno = error;
            return -1;
        }
    }
    return 0;
}

struct guardian guardian_start(
    const char *arguments, size_t arguments_size,
    const char *environment, size_t environment_size,
    int64_t deadline
) {
    int ends[2];
    if (open_line(ends) < 0) return (struct guardian){-errno, -1};
    char **argument_list = list(arguments, arguments_size);
    char **environment_list = list(environment, environment_size);
    pid_t pid = -1;
    if (argument_list && environment_list) {
        // A signal that is handled by `elect` must not be by the guardian.
        sigset_t all, before;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        pid = fork();
        if (pid == 0) guard(ends[1], argument_list, environment_list, deadline);
        int error = errno;
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        errno = error;
    }
    int error = errno;
    if (pid > 0) setpgid(pid, pid);
    free(argument_list);
    free(environment_list);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return (struct guardian){-error, -1};
    }
    return (struct guardian){pid, ends[0]};
}

void guardian_tell(struct guardian guardian, int signal, int64_t deadline) {
    struct order order;
    memset(&order, 0, sizeof order);
    order.signal = signal;
    order.deadline = deadline;
    send(guardian.line, &order, sizeof order, MSG_NOSIGNAL | MSG_DONTWAIT);
}

struct guardian_report guardian_wait(struct guardian guardian) {
    struct guardian_report report = {guardian_killed, SIGKILL}, packet;
    for (;;) {
        ssize_t count = recv(guardian.line, &packet, sizeof packet, 0);
        // Reset: the guardian has ended without reading all. What it said before is still to come.
        if (count < 0 && (errno == EINTR || errno == ECONNRESET)) continue;
        if (count != sizeof packet) break;
        // What could not be executed also exits.
        if (report.kind != guardian_not_executed) report = packet;
    }
    // Usually all of it is dead already.
    kill(-guardian.pid, SIGKILL);
    return report;
}

void guardian_collect(struct guardian guardian) {
    while (waitpid(guardian.pid, NULL, 0) < 0 && errno == EINTR) {}
    close(guardian.line);
}

#else

int64_t guardian_now(void) { return 0; }

void guardian_note_ignored(void) {}

int guardian_was_ignored(int signal) { return 0; }

struct guardian guardian_start(
    const char *arguments, size_t arguments_size,
    const char *environment, size_t environment_size,
    int64_t deadline
) {
    return (struct guardian){-ENOSYS, -1};
}

void guardian_tell(struct guardian guardian, int signal, int64_t deadline) {}

struct guardian_report guardian_wait(struct guardian guardian) {
    return (struct guardian_report){guardian_killed, SIGKILL};
}

void guardian_collect(struct guardian guardian) {}

#endif
