"""The peer of persistence.mjs: joblib with an array of as many bytes. It checks no digest and syncs nothing."""
import os
import time

import joblib
import numpy

data = {}


def prepare(bytes):
    data["weights"] = numpy.sin(numpy.arange(bytes // 8, dtype=numpy.float64))


def save(file):
    if os.path.exists(file):
        os.remove(file)
    start = time.perf_counter()
    joblib.dump(data["weights"], file)
    return {"seconds": time.perf_counter() - start}


def load(file):
    start = time.perf_counter()
    joblib.load(file)
    return {"seconds": time.perf_counter() - start}
