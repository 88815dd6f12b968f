#ifndef CSIMULATION_H
#define CSIMULATION_H

#include <stdint.h>

/// Sets what the program's clocks show, in nanoseconds. Before the first call, and with a negative time, they are the
/// system's. They go on by a little each time that somebody looks at them.
void simulation_set_time(int64_t nanoseconds);

/// What the clocks show.
int64_t simulation_time(void);

/// Makes what the program takes for random follow from a seed, from now on. Where the program crashes or is told to end after that, its
/// last words are that seed.
void simulation_set_seed(uint64_t seed);

/// A clock that is the system's all the same, in nanoseconds.
int64_t simulation_real_time(void);

#endif
