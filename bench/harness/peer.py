"""Answers calls from the benchmarks: one JSON line in, one JSON line out, the time of the call inside it."""
import importlib.util
import json
import os
import sys
import time
import traceback

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # whatever a library prints must not reach the answers
specification = importlib.util.spec_from_file_location("peer_functions", sys.argv[1])
functions = importlib.util.module_from_spec(specification)
specification.loader.exec_module(functions)

for line in sys.stdin:
    request = json.loads(line)
    try:
        start = time.perf_counter()
        result = getattr(functions, request["name"])(**request["args"])
        # A function that sets up before what it measures returns {"seconds": ..., "result": ...} itself.
        seconds = time.perf_counter() - start
        if isinstance(result, dict) and "seconds" in result:
            seconds, result = result["seconds"], result.get("result")
        answer = {"seconds": seconds, "result": result}
    except Exception:
        answer = {"error": traceback.format_exc()}
    answers.write(json.dumps(answer) + "\n")
    answers.flush()
