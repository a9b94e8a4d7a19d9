"""Reads a CSV with pandas; says the milliseconds of the reading and the peak memory of the process as JSON."""
import json
import resource
import sys
import time

import pandas

start = time.perf_counter()
frame = pandas.read_csv(sys.argv[1])
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"rows": len(frame), "milliseconds": seconds * 1000, "megabytes": peak / 1e6}))
