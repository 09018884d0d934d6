"""
The processor time of a training loop that logs 100 steps a second, with what logging takes of it and without: in its own
thread the calls of `log`, and all that the threads of the logger take. Both are of one loop, so that other load on the
machine affects both alike.
"""
import json
import os
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "extension", "python"))
from surprisal_run import Run

STEPS = 500


def step(amount):
    total = 0.0
    for i in range(amount):
        total += i * 0.5
    return total


began = time.thread_time()
step(10**6)
hundredth = int(10**6 * 0.01 / (time.thread_time() - began))
work = 0.0
with tempfile.TemporaryDirectory() as folder, Run("bench", dir=folder) as run:
    began = time.process_time()
    for _ in range(STEPS):
        before = time.thread_time()
        loss = step(hundredth)
        work += time.thread_time() - before
        run.log(loss=loss, lr=0.1)
    run.flush()
    all_of_it = time.process_time() - began
print(json.dumps({"peer": work * 1000, "ours": all_of_it * 1000}))
