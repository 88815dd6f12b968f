#ifndef CZOOKEEPER_SHIM_H
#define CZOOKEEPER_SHIM_H

// The header hides everything that belongs to the multi-threaded library unless this is set.
#ifndef THREADED
#define THREADED 1
#endif

#include <dlfcn.h>
#include <errno.h>
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

// TLS and SASL are there in some builds of the library only, and in the header only where OpenSSL's and Cyrus' are. So they
// are looked up when they are asked for.

static inline void *czk_symbol(const char *name) {
#ifdef __APPLE__
    return dlsym(RTLD_DEFAULT, name);
#else
    return dlsym(NULL, name);
#endif
}

static inline zhandle_t *czk_init_ssl(const char *host, const char *cert, watcher_fn fn, int recv_timeout,
                                      const clientid_t *client, void *context, int flags) {
    zhandle_t *(*init)(const char *, const char *, watcher_fn, int, const clientid_t *, void *, int) =
        czk_symbol("zookeeper_init_ssl");
    if (!init) { errno = ENOSYS; return NULL; }
    return init(host, cert, fn, recv_timeout, client, context, flags);
}

// zoo_sasl_make_basic_callbacks: an array that is freed with free(), but not before the handle is closed.
static inline void *czk_sasl_callbacks(const char *user, const char *realm, const char *password_file) {
    void *(*make)(const char *, const char *, const char *) = czk_symbol("zoo_sasl_make_basic_callbacks");
    return make ? make(user, realm, password_file) : NULL;
}

static inline zhandle_t *czk_init_sasl(const char *host, watcher_fn fn, int recv_timeout, const clientid_t *client,
                                       void *context, int flags, log_callback_fn log, const char *service,
                                       const char *server, const char *mechanisms, const void *callbacks) {
    // zoo_sasl_params_t. The library copies the texts.
    struct { const char *service, *host, *mechlist; const void *callbacks; } params = {
        service, server, mechanisms, callbacks
    };
    zhandle_t *(*init)(const char *, watcher_fn, int, const clientid_t *, void *, int, log_callback_fn, void *) =
        czk_symbol("zookeeper_init_sasl");
    // Cyrus wants this once before all else; to call it again does no harm.
    int (*client_init)(const void *) = czk_symbol("sasl_client_init");
    if (!init || !callbacks || (client_init && client_init(NULL) != 0)) { errno = ENOSYS; return NULL; }
    return init(host, fn, recv_timeout, client, context, flags, log, &params);
}

#endif
