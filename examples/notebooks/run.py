"""Runs the code cells of a Python notebook from first to last: python run.py churn.python.ipynb"""
import json
import os
import sys

notebook = os.path.abspath(sys.argv[1])
os.chdir(os.path.dirname(notebook))
variables = {"__name__": "__main__"}
for number, cell in enumerate(json.load(open(notebook, encoding="utf-8"))["cells"], 1):
    if cell["cell_type"] == "code":
        exec(compile("".join(cell["source"]), f"cell {number}", "exec"), variables)
