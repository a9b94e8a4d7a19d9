"""All that training may depend on besides its data."""

import random


class Run:
    """`seed` and `random` (a seeded random.Random) for everything left to chance; `progress` and `log` reach the flow."""

    def __init__(self, seed, frames):
        self.seed = seed
        self.random = random.Random(seed)
        self._frames = frames

    def progress(self, done, total):
        self._frames.write({"say": "progress", "done": done, "total": total})

    def log(self, metric, value, step=None):
        self._frames.write({"say": "log", "metric": metric, "value": float(value), "step": step})
