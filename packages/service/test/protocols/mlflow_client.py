"""Scores rows with MLflow's own client of scoring servers, and with requests for CSV. Prints JSON. Usage: mlflow_client.py <host:port>"""
import json
import logging
import sys

import numpy as np
import pandas as pd
import requests
from mlflow.pyfunc.scoring_server.client import ScoringServerClient

logging.disable(logging.CRITICAL)
host, port = sys.argv[1].split(":")
client = ScoringServerClient(host, port)
client.wait_server_ready(timeout=10)
flowers = pd.DataFrame({"length": [0.0, 2.0], "width": [0.0, 1.5], "petal": [0.0, -1.0]})


def probabilities(answer):
    return answer.get_predictions()["probability"].tolist()


csv = requests.post(
    f"http://{host}:{port}/invocations", data=flowers.to_csv(index=False), headers={"Content-Type": "text/csv"}
)
seen = {
    "version": client.get_version(),
    "frame": probabilities(client.invoke(flowers)),
    "array": probabilities(client.invoke(flowers.to_numpy())),
    "records": probabilities(client.invoke({"dataframe_records": flowers.to_dict(orient="records")}["dataframe_records"])),
    "params": probabilities(client.invoke(flowers[["length", "width"]], params={"petal": 0.0})),
    "csv": [row["probability"] for row in csv.json()["predictions"]],
}
try:
    client.invoke(pd.DataFrame({"length": [np.nan]}))
except Exception as problem:
    seen["refused"] = str(problem)
print(json.dumps(seen))
