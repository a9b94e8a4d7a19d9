"""Answers requests, a line of JSON each, by what facts/ has under their name. usage: client.py <tracking URI>"""
import json
import sys
import traceback

from facts.session import answers  # first: it takes stdout away from what the others import
from facts import artifacts, experiments, models, runs, sync

known = {name: value for module in (artifacts, experiments, models, runs, sync) for name, value in vars(module).items()}
for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = json.dumps({"result": known[request["name"]](*request["args"])})
    except Exception:
        answer = json.dumps({"error": traceback.format_exc()})
    answers.write(answer + "\n")
    answers.flush()
