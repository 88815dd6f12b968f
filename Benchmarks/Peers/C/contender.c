/* The floor: what the C library does by itself, with nothing in between. See ../README.md for the commands. */
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <zookeeper/zookeeper.h>

static const char *address;
static int session_timeout;

/* ---- small things ---- */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static double cpu(void)
{
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) * 1e-6;
}

static void check(int rc, const char *what)
{
    /* What is still under way when all is closed does not matter. */
    if (rc == ZOK || rc == ZCLOSING) return;
    fprintf(stderr, "%s: %s\n", what, zerror(rc));
    exit(1);
}

/* A count that the main thread waits for. It is woken once, when there are as many as it wants: to be woken by each answer would
 * be work that comes of measuring. */
struct count {
    atomic_int value, wanted;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t reached = PTHREAD_COND_INITIALIZER;

static void increment(struct count *count)
{
    if (atomic_fetch_add(&count->value, 1) + 1 != atomic_load(&count->wanted)) return;
    pthread_mutex_lock(&mutex);
    pthread_cond_signal(&reached);
    pthread_mutex_unlock(&mutex);
}

static void await_count(struct count *count, int wanted)
{
    pthread_mutex_lock(&mutex);
    /* Before the first look: whoever counts up to it after that sees it. */
    atomic_store(&count->wanted, wanted);
    while (atomic_load(&count->value) < wanted) pthread_cond_wait(&reached, &mutex);
    pthread_mutex_unlock(&mutex);
}

/* ---- connections ---- */

struct connection {
    zhandle_t *handle;
    struct count connected;
};

static void on_session(zhandle_t *handle, int type, int state, const char *path, void *context)
{
    if (type == ZOO_SESSION_EVENT && state == ZOO_CONNECTED_STATE)
        increment(&((struct connection *)zoo_get_context(handle))->connected);
}

static struct connection *open_connection(void)
{
    struct connection *c = calloc(1, sizeof *c);
    c->handle = zookeeper_init(address, on_session, session_timeout, NULL, c, 0);
    if (!c->handle) check(ZSYSTEMERROR, "zookeeper_init");
    /* An address needs no resolution, which the library would otherwise do for each request. */
    zoo_set_servers_resolution_delay(c->handle, -1);
    return c;
}

static struct connection *shared_connection(void)
{
    static struct connection *c;
    if (!c) {
        c = open_connection();
        await_count(&c->connected, 1);
    }
    return c;
}

/* ---- the client's operations ---- */

static struct work {
    const char *operation, *path;
    int count;
    struct count done;
    atomic_int sent;
    zhandle_t *handle;
    double *begun, *taken;
    char data[100];
} work;

static void send_next(void);

static void on_answer(int rc, const void *context)
{
    check(rc, work.operation);
    int number = (int)(intptr_t)context;
    work.taken[number] = now() - work.begun[number];
    send_next();
    increment(&work.done);
}

static void on_data(int rc, const char *value, int length, const struct Stat *stat, const void *context)
{
    on_answer(rc, context);
}

static void on_stat(int rc, const struct Stat *stat, const void *context) { on_answer(rc, context); }

static void on_string(int rc, const char *value, const struct Stat *stat, const void *context) { on_answer(rc, context); }

static void on_strings(int rc, const struct String_vector *strings, const struct Stat *stat, const void *context)
{
    on_answer(rc, context);
}

static void send_next(void)
{
    int number = atomic_fetch_add(&work.sent, 1);
    if (number >= work.count) return;
    zhandle_t *h = work.handle;
    const void *context = (void *)(intptr_t)number;
    work.begun[number] = now();
    switch (work.operation[0]) {
    case 'g': check(zoo_aget(h, work.path, 0, on_data, context), "zoo_aget"); break;
    case 'e': check(zoo_aexists(h, work.path, 0, on_stat, context), "zoo_aexists"); break;
    case 's': check(zoo_aset(h, work.path, work.data, sizeof work.data, -1, on_stat, context), "zoo_aset"); break;
    case 'c':
        if (work.operation[1] == 'h') {
            check(zoo_aget_children2(h, work.path, 0, on_strings, context), "zoo_aget_children2");
        } else {
            char path[256];
            snprintf(path, sizeof path, "%s/%d", work.path, number);
            // What the elector's client sends, too: the answer has the new node's stat with it.
            check(zoo_acreate2(h, path, work.data, sizeof work.data, &ZOO_OPEN_ACL_UNSAFE, ZOO_EPHEMERAL, on_string,
                               context),
                  "zoo_acreate2");
        }
    }
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void client(const char *operation, int depth, int count, const char *path)
{
    work.handle = shared_connection()->handle;
    work.operation = operation;
    work.path = path;
    work.count = count;
    atomic_store(&work.done.value, 0);
    work.sent = 0;
    work.begun = calloc(count, sizeof(double));
    work.taken = calloc(count, sizeof(double));
    double start = now(), used = cpu();
    for (int i = 0; i < depth; i++) send_next();
    await_count(&work.done, count);
    double seconds = now() - start;
    used = cpu() - used;
    qsort(work.taken, count, sizeof(double), ascending);
    printf("{\"seconds\":%.9f,\"cpu\":%.9f,\"median\":%.9f}\n", seconds, used, work.taken[count / 2]);
    free(work.begun);
    free(work.taken);
}

/* ---- watches ---- */

static struct count watches_set, watches_fired;

static void on_watch_set(int rc, const struct Stat *stat, const void *context)
{
    check(rc, "zoo_awexists");
    increment(&watches_set);
}

static void on_fired(zhandle_t *handle, int type, int state, const char *path, void *context)
{
    if (type != ZOO_SESSION_EVENT) increment(&watches_fired);
}

static int watches_wanted;

static void watch(const char *path, int count)
{
    atomic_store(&watches_set.value, 0);
    atomic_store(&watches_fired.value, 0);
    watches_wanted = count;
    for (int i = 0; i < count; i++) {
        char node[256];
        snprintf(node, sizeof node, "%s/%d", path, i);
        check(zoo_awexists(shared_connection()->handle, node, on_fired, NULL, on_watch_set, NULL), "zoo_awexists");
    }
    await_count(&watches_set, count);
    printf("{}\n");
}

static void storm(void)
{
    await_count(&watches_fired, watches_wanted);
    printf("{\"at\":%.9f}\n", now());
}

/* ---- requests of which only the end matters ---- */

static struct count requests_done;

static void on_done(int rc, const void *context)
{
    check(rc, (const char *)context);
    increment(&requests_done);
}

static void on_path(int rc, const char *path, const void *context) { on_done(rc, context); }

/* ---- elections: each candidate watches the one in front of it, and nothing else ---- */

/* Whether a candidate has a transaction committed before it says that it leads, as the elector does. */
static bool confirming;

struct candidate {
    struct connection *connection;
    bool shared;
    char base[128], path[256], ahead[512];
    int in_front; /* how many there were when it last looked */
    struct count in_place; /* has its first event */
    struct count watching; /* and its watch */
    zoo_op_t confirmation;
    zoo_op_result_t confirmed;
};

static struct candidate *line[20000];
static int standing;
static char base[128];
static bool sharing;

/* How many gains there were, of how many it is known, and the last one. */
static struct count gains;
static int told;
static double gained_at;
static struct candidate *leader;

static void gain(struct candidate *c)
{
    gained_at = now();
    leader = c;
    increment(&gains);
    increment(&c->in_place);
}

static void on_confirmed(int rc, const void *context)
{
    struct candidate *c = (struct candidate *)context;
    check(rc, "zoo_amulti");
    gain(c);
}

static void lead(struct candidate *c)
{
    if (!confirming) return gain(c);
    zoo_check_op_init(&c->confirmation, c->path, -1);
    check(zoo_amulti(c->connection->handle, 1, &c->confirmation, &c->confirmed, on_confirmed, c), "zoo_amulti");
}

static void look(struct candidate *c);

static void on_ahead_gone(zhandle_t *handle, int type, int state, const char *path, void *context)
{
    struct candidate *c = context;
    if (type != ZOO_DELETED_EVENT) return;
    /* Numbers only grow: who was behind the leader leads now. Anybody else looks who is in front. */
    if (c->in_front == 1 || (leader && strcmp(c->ahead, leader->path) == 0)) lead(c);
    else look(c);
}

static void on_watching(int rc, const struct Stat *stat, const void *context)
{
    struct candidate *c = (struct candidate *)context;
    if (rc == ZNONODE) return look(c);
    check(rc, "zoo_awexists");
    increment(&c->watching);
}

static const char *number_of(const char *name) { return strrchr(name, '-') + 1; }

static void on_list(int rc, const struct String_vector *names, const void *context)
{
    struct candidate *c = (struct candidate *)context;
    check(rc, "zoo_aget_children");
    if (rc != ZOK) return;
    const char *own = number_of(c->path), *ahead = NULL;
    c->in_front = 0;
    for (int i = 0; i < names->count; i++) {
        const char *name = names->data[i];
        if (strcmp(number_of(name), own) >= 0) continue;
        c->in_front++;
        if (!ahead || strcmp(number_of(name), number_of(ahead)) > 0) ahead = name;
    }
    if (!ahead) {
        increment(&c->watching);
        return lead(c);
    }
    increment(&c->in_place);
    snprintf(c->ahead, sizeof c->ahead, "%s/%s", c->base, ahead);
    check(zoo_awexists(c->connection->handle, c->ahead, on_ahead_gone, c, on_watching, c), "zoo_awexists");
}

static void look(struct candidate *c)
{
    check(zoo_aget_children(c->connection->handle, c->base, 0, on_list, c), "zoo_aget_children");
}

static void on_created(int rc, const char *path, const void *context)
{
    struct candidate *c = (struct candidate *)context;
    check(rc, "zoo_acreate");
    snprintf(c->path, sizeof c->path, "%s", path);
    look(c);
}

static struct candidate *stand(const char *at, bool shared)
{
    struct candidate *c = calloc(1, sizeof *c);
    c->shared = shared;
    snprintf(c->base, sizeof c->base, "%s", at);
    c->connection = shared ? shared_connection() : open_connection();
    if (!shared) await_count(&c->connection->connected, 1);
    char path[256];
    snprintf(path, sizeof path, "%s/candidate-", at);
    check(zoo_acreate(c->connection->handle, path, "ident", 5, &ZOO_OPEN_ACL_UNSAFE, ZOO_EPHEMERAL | ZOO_SEQUENCE,
                      on_created, c),
          "zoo_acreate");
    line[standing++] = c;
    return c;
}

static double join(void)
{
    double start = now();
    struct candidate *c = stand(base, sharing);
    await_count(&c->in_place, 1);
    double taken = now() - start;
    await_count(&c->watching, 1);
    told = gains.value;
    return taken;
}

/* Deletes the node; the answer is not waited for. */
static void withdraw(struct candidate *c)
{
    check(zoo_adelete(c->connection->handle, c->path, -1, on_done, "zoo_adelete"), "zoo_adelete");
}

static void forget(struct candidate *c)
{
    int place = 0;
    while (line[place] != c) place++;
    memmove(line + place, line + place + 1, (--standing - place) * sizeof *line);
    if (!c->shared) {
        zookeeper_close(c->connection->handle);
        free(c->connection);
    }
    free(c);
}

static void leave(void)
{
    struct candidate *c = line[standing / 2];
    int wanted = requests_done.value + 1;
    double start = now();
    withdraw(c);
    await_count(&requests_done, wanted);
    double taken = now() - start;
    forget(c);
    printf("{\"seconds\":%.9f}\n", taken);
}

static void failover(void)
{
    struct candidate *old = leader;
    int wanted = gains.value + 1, deleted = requests_done.value + 1;
    double start = now();
    withdraw(old);
    await_count(&gains, wanted);
    double taken = gained_at - start;
    told = gains.value;
    await_count(&requests_done, deleted);
    forget(old);
    printf("{\"seconds\":%.9f}\n", taken);
}

static void elections(int count, const char *path)
{
    int wanted = gains.value + count;
    double start = now();
    shared_connection();
    for (int i = 0; i < count; i++) {
        char at[128];
        snprintf(at, sizeof at, "%s/%d", path, i);
        check(zoo_acreate(shared_connection()->handle, at, NULL, -1, &ZOO_OPEN_ACL_UNSAFE, 0,
                          on_path, "zoo_acreate"),
              "zoo_acreate");
        stand(at, true);
    }
    await_count(&gains, wanted);
    printf("{\"seconds\":%.9f}\n", gained_at - start);
}

static void settle(void)
{
    malloc_trim(0);
    struct mallinfo2 info = mallinfo2();
    printf("{\"heap\":%zu}\n", info.uordblks + info.hblkhd);
}

static void close_all(void)
{
    while (standing > 0) forget(line[standing - 1]);
    if (shared_connection()->handle) zookeeper_close(shared_connection()->handle);
    printf("{}\n");
}

int main(int argc, char **argv)
{
    if (argc < 3) return 2;
    confirming = argc > 3;
    address = argv[1];
    session_timeout = atoi(argv[2]);
    zoo_set_debug_level(ZOO_LOG_LEVEL_ERROR);
    setvbuf(stdout, NULL, _IOLBF, 0);
    char text[512];
    while (fgets(text, sizeof text, stdin)) {
        char verb[32] = "", a[128] = "", b[128] = "", c[128] = "", d[128] = "";
        sscanf(text, "%31s %127s %127s %127s %127s", verb, a, b, c, d);
        if (!strcmp(verb, "client")) client(a, atoi(b), atoi(c), d);
        else if (!strcmp(verb, "watch")) watch(a, atoi(b));
        else if (!strcmp(verb, "storm")) storm();
        else if (!strcmp(verb, "stand")) {
            snprintf(base, sizeof base, "%s", b);
            sharing = !strcmp(c, "shared");
            double start = now();
            for (int i = 0; i < atoi(a); i++) join();
            printf("{\"seconds\":%.9f}\n", now() - start);
        } else if (!strcmp(verb, "join")) printf("{\"seconds\":%.9f}\n", join());
        else if (!strcmp(verb, "leave")) leave();
        else if (!strcmp(verb, "failover")) failover();
        else if (!strcmp(verb, "await")) {
            await_count(&gains, told + 1);
            told++;
            printf("{\"at\":%.9f}\n", gained_at);
        } else if (!strcmp(verb, "elections")) elections(atoi(a), b);
        else if (!strcmp(verb, "settle")) settle();
        else if (!strcmp(verb, "close")) close_all();
        else return 2;
    }
    return 0;
}
