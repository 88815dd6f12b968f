"""kazoo, as it is installed. See ../README.md for the commands."""

import gc
import json
import logging
import os
import resource
import sys
import threading
import time

from kazoo.client import KazooClient

logging.basicConfig(level=logging.CRITICAL)


def fail(problem):
    threading.__excepthook__(problem)
    os._exit(1)


# Otherwise whoever waits for that thread waits for ever.
threading.excepthook = fail
address, session_timeout = sys.argv[1], int(sys.argv[2]) / 1000


class Client(KazooClient):
    """Notes when an answer about a predecessor has come: kazoo tells its user nothing before it leads."""

    in_place = None

    def get(self, path, watch=None):
        answer = super().get(path, watch)
        if watch is not None and self.in_place is not None:
            self.in_place()
        return answer


def connect():
    client = Client(hosts=address, timeout=session_timeout)
    client.start(timeout=30)
    return client


shared = None


def shared_client():
    global shared
    if shared is None:
        shared = connect()
    return shared


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


# The client's operations


def client(operation, depth, count, path):
    zk, depth, count = shared_client(), int(depth), int(count)
    data = b"\0" * 100
    send = {
        "get": lambda number: zk.get_async(path),
        "exists": lambda number: zk.exists_async(path),
        "set": lambda number: zk.set_async(path, data),
        "create": lambda number: zk.create_async(f"{path}/{number}", data, ephemeral=True),
        "children": lambda number: zk.get_children_async(path),
    }[operation]
    numbers = iter(range(count))
    taken = []
    finished = threading.Event()

    def send_next():
        number = next(numbers, None)
        if number is None:
            return
        begun = time.monotonic()

        def answered(result):
            result.get()
            taken.append(time.monotonic() - begun)
            send_next()
            if len(taken) == count:
                finished.set()

        send(number).rawlink(answered)

    start, used = time.monotonic(), cpu()
    if depth == 1:
        # As kazoo's own `get` waits; its callbacks take longer.
        for number in range(count):
            begun = time.monotonic()
            send(number).get()
            taken.append(time.monotonic() - begun)
    else:
        for _ in range(depth):
            send_next()
        finished.wait()
    seconds, used = time.monotonic() - start, cpu() - used
    return {"seconds": seconds, "cpu": used, "median": sorted(taken)[count // 2]}


# Watches

fired = threading.Semaphore(0)
watches = 0


def watch(path, count):
    global watches
    watches = int(count)
    zk = shared_client()
    for answer in [
        zk.exists_async(f"{path}/{number}", watch=lambda event: fired.release()) for number in range(watches)
    ]:
        answer.get()
    return {}


def storm():
    for _ in range(watches):
        fired.acquire()
    return {"at": time.monotonic()}


# Elections


class Candidate:
    def __init__(self, path, is_shared):
        self.is_shared = is_shared
        self.in_place = threading.Event()
        self.resigning = threading.Event()
        self.client = shared_client() if is_shared else connect()
        # On a shared client one candidate joins at a time.
        self.client.in_place = self.in_place.set
        self.election = self.client.Election(path, "ident")
        self.thread = threading.Thread(target=self.election.run, args=(self.lead,), daemon=True)
        self.thread.start()

    def lead(self):
        global leader, gained_at
        with changed:
            leader, gained_at = self, time.monotonic()
            gains.append(self)
            changed.notify_all()
        self.in_place.set()
        self.resigning.wait()

    def leave(self):
        self.election.cancel()
        self.resigning.set()
        self.thread.join()

    def close(self):
        if not self.is_shared:
            self.client.stop()
            self.client.close()


line = []
gains = []
changed = threading.Condition()
leader, gained_at, told = None, 0.0, 0
base, mode = "", ""


def await_gains(count):
    with changed:
        changed.wait_for(lambda: len(gains) >= count)


def join():
    global told
    start = time.monotonic()
    candidate = Candidate(base, mode == "shared")
    candidate.in_place.wait()
    taken = time.monotonic() - start
    line.append(candidate)
    told = len(gains)
    return {"seconds": taken}


def stand(count, path, how):
    global base, mode
    base, mode = path, how
    return {"seconds": sum(join()["seconds"] for _ in range(int(count)))}


def leave():
    candidate = line.pop(len(line) // 2)
    start = time.monotonic()
    candidate.leave()
    taken = time.monotonic() - start
    candidate.close()
    return {"seconds": taken}


def failover():
    global told
    old, wanted = leader, len(gains) + 1
    line.remove(old)
    start = time.monotonic()
    old.resigning.set()
    await_gains(wanted)
    taken = gained_at - start
    told = len(gains)
    old.thread.join()
    old.close()
    return {"seconds": taken}


def await_gain():
    global told
    await_gains(told + 1)
    told += 1
    return {"at": gained_at}


def settle():
    gc.collect()
    return {}


def close():
    # Who waits for a lock of a closed client is told so.
    threading.excepthook = lambda problem: None
    while line:
        line.pop().close()
    if shared is not None:
        shared.stop()
    return {}


commands = {
    "client": client,
    "watch": watch,
    "storm": storm,
    "stand": stand,
    "join": join,
    "leave": leave,
    "failover": failover,
    "await": await_gain,
    "settle": settle,
    "close": close,
}
for text in sys.stdin:
    verb, *arguments = text.split()
    print(json.dumps(commands[verb](*arguments)), flush=True)
# Threads that are still at work would be waited for.
os._exit(0)
