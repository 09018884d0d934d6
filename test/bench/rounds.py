"""What the benches of Python have in common: a process that stays, and measures once each time it is asked."""
import json
import os
import statistics
import sys
import time

THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))


# Seconds of work before it is measured, where it is asked for.
WARM = 1


def milliseconds(work, rounds=1, warm=0):
    """The median time of some work, after so many seconds of it."""
    began = time.perf_counter()
    while time.perf_counter() - began < warm:
        work()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def serve(measure):
    """Answers each line of the input with a line of JSON. The first line of all says that what came before is done."""
    print("{}", flush=True)
    for _ in sys.stdin:
        print(json.dumps(measure()), flush=True)
