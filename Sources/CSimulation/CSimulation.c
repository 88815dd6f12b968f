// Swift's libraries ask the C library for the time and for random bytes. A function of the program takes the place of one of
// a shared library, so here are two that do: clock_gettime, and syscall, by which getrandom is reached.

#define _GNU_SOURCE
#include "CSimulation.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int64_t simulated_time = -1;
static int is_seeded = 0;
static uint64_t random_state = 0;

void simulation_set_time(int64_t nanoseconds) {
    simulated_time = nanoseconds;
}

static volatile uint64_t present_seed = 0;

/// Writes the seed with what may be called in a handler, and has the signal do what it does.
static void tell_seed(int number) {
    char text[] = "\nended while it ran the seed 00000000000000000000\n";
    char *digit = text + sizeof text - 3;
    for (uint64_t rest = present_seed; rest > 0; rest /= 10) *digit-- = (char)('0' + rest % 10);
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0) {}
    raise(number);
}

void simulation_set_seed(uint64_t seed) {
    if (!is_seeded) {
        struct sigaction action = {.sa_handler = tell_seed, .sa_flags = (int)SA_RESETHAND};
        int signals[] = {SIGTRAP, SIGILL, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGTERM, SIGINT};
        for (int i = 0; i < (int)(sizeof signals / sizeof *signals); i++) {
            sigaction(signals[i], &action, NULL);
        }
    }
    is_seeded = 1;
    present_seed = seed;
    random_state = seed;
}

static int real_clock_gettime(clockid_t clock, struct timespec *time) {
    static int (*real)(clockid_t, struct timespec *) = NULL;
    if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
    return real(clock, time);
}

int64_t simulation_time(void) {
    return simulated_time;
}

int64_t simulation_real_time(void) {
    struct timespec time;
    real_clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    if (simulated_time < 0) return real_clock_gettime(clock, time);
    // Whoever looks twice does not find the same time.
    simulated_time += 100;
    time->tv_sec = simulated_time / 1000000000;
    time->tv_nsec = simulated_time % 1000000000;
    return 0;
}

/// SplitMix64.
static uint64_t next_random(void) {
    uint64_t z = (random_state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

long syscall(long number, ...) {
    long argument[6];
    va_list arguments;
    va_start(arguments, number);
    for (int i = 0; i < 6; i++) argument[i] = va_arg(arguments, long);
    va_end(arguments);
    if (number == SYS_getrandom && is_seeded) {
        unsigned char *bytes = (unsigned char *)argument[0];
        long count = argument[1];
        for (long done = 0; done < count; done += 8) {
            uint64_t value = next_random();
            memcpy(bytes + done, &value, count - done < 8 ? (size_t)(count - done) : 8);
        }
        return count;
    }
    static long (*real)(long, ...) = NULL;
    if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, "syscall");
    return real(
        number, argument[0], argument[1], argument[2], argument[3], argument[4], argument[5]
    );
}
