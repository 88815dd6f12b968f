#ifndef CZOOKEEPER_SHIM_H
#define CZOOKEEPER_SHIM_H

// The header hides everything that belongs to the multi-threaded library unless this is set.
#ifndef THREADED
#define THREADED 1
#endif

#include <pthread.h>
#include <stddef.h>
#include <zookeeper/zookeeper.h>

// Names of threads are an extension that Swift does not import on Linux, and whose form differs between systems.
#ifdef __APPLE__
static inline void czk_set_thread_name(const char *name) { pthread_setname_np(name); }
#else
extern int pthread_setname_np(pthread_t thread, const char *name);
extern int pthread_getname_np(pthread_t thread, char *name, size_t size);
static inline void czk_set_thread_name(const char *name) { pthread_setname_np(pthread_self(), name); }
#endif

static inline int czk_get_thread_name(char *name, size_t size) {
    return pthread_getname_np(pthread_self(), name, size);
}

#endif
