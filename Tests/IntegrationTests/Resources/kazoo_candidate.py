"""A candidate in Go's node format, written with kazoo: prints who leads, a line on each change.

Usage: kazoo_candidate.py SERVER BASE_PATH IDENT
Ends, and lets go of its node, when its standard input ends.
"""

import re
import sys
import threading
import uuid

from kazoo.client import KazooClient
from kazoo.exceptions import NoNodeError

server, base, ident = sys.argv[1:]
client = KazooClient(hosts=server, timeout=4)
client.start()
client.ensure_path(base)
own = client.create(
    "%s/_c_%s-lock-" % (base, uuid.uuid4().hex), ident.encode(), ephemeral=True, sequence=True
)
changed = threading.Event()


def sequence(name):
    return int(re.search(r"-lock-(-?\d+)$", name).group(1))


def watch():
    last = None
    while True:
        changed.clear()
        names = client.get_children(base, watch=lambda event: changed.set())
        leader = min(names, key=sequence)
        try:
            known = client.get("%s/%s" % (base, leader))[0].decode()
        except NoNodeError:
            continue
        if known != last:
            print("leader %s" % known, flush=True)
            last = known
        changed.wait()


threading.Thread(target=watch, daemon=True).start()
sys.stdin.read()
client.delete(own)
client.stop()
