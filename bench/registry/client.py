"""What MLflow's own Python client does, timed; the same calls against our server and MLflow's."""
import logging
import os
import sqlite3
import time
import warnings

warnings.simplefilter("ignore")
os.environ.update(MLFLOW_DISABLE_TELEMETRY="true", MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT="1")

from mlflow import MlflowClient
from mlflow.entities import Metric

logging.disable(logging.WARNING)
clients = {}
experiments = {}
METRICS = [Metric(f"metric-{n}", n * 0.5, 1_700_000_000_000 + n, n) for n in range(1_000)]


def client(url):
    return clients.setdefault(url, MlflowClient(tracking_uri=url, registry_uri=url))


def timed(work):
    start = time.perf_counter()
    result = work()
    return {"seconds": time.perf_counter() - start, "result": result}


def prepare(url, database, ours, versions):
    """A model of that many versions with an alias: the first is registered, the others are copies of its row."""
    experiments[url] = client(url).create_experiment("bench")
    client(url).create_registered_model("churn")
    client(url).create_model_version("churn", "s3://bucket/models/churn")
    table, number, model = ("versions", "number", "model") if ours else ("model_versions", "version", "name")
    with sqlite3.connect(database, timeout=60) as connection:
        columns = [row[1] for row in connection.execute(f"pragma table_info({table})") if row[1] != number]
        connection.execute(
            f"with recursive n(i) as (select 2 union all select i + 1 from n where i < {versions}) "
            f"insert into {table} ({number}, {', '.join(columns)}) "
            f"select i, {', '.join(columns)} from n, {table} where {model} = 'churn' and {number} = 1"
        )
    connection.close()
    client(url).set_registered_model_alias("churn", "champion", str(versions // 2))


def share(url, like):
    """Another address of a server that was prepared."""
    experiments[url] = experiments[like]


def log_run(url):
    def work():
        run = client(url).create_run(experiments[url], run_name="one").info.run_id
        client(url).log_batch(run, metrics=METRICS)
        client(url).set_terminated(run)

    return timed(work)


def alias(url):
    return timed(lambda: [client(url).get_model_version_by_alias("churn", "champion").version for _ in range(20)][0])


def versions(url, count):
    answer = timed(lambda: len(client(url).search_model_versions("name = 'churn'", max_results=count)))
    assert answer["result"] == count, answer
    return answer
