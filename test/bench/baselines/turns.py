"""Answers a bench: `run` does a unit of work and prints its milliseconds, `result` leaves the numbers that it has led to."""

import sys
import time
from pathlib import Path

folder = Path(sys.argv[1])


def take_turns(state, unit, leave):
    """`unit` makes a state from a state; it is done once before the clock starts, so that caches are as warm as in a loop."""
    for line in sys.stdin:
        if line.strip() == "run":
            unit(*state)
            began = time.perf_counter()
            state = unit(*state)
            print(1000 * (time.perf_counter() - began), flush=True)
        else:
            leave(*state)
            print("there", flush=True)


def array(name):
    import numpy as np

    return np.load(folder / f"{name}.npy")


def save(*parts):
    import numpy as np

    np.save(folder / "result.npy", np.concatenate([np.asarray(p, dtype="<f8").ravel() for p in parts]))
