"""What was pushed to this server, and a model of this server's own to pull."""
import os
import tempfile

import mlflow
import numpy

from facts.session import client

INPUT = numpy.random.RandomState(1).randn(20, 3)


def pushed_facts():
    experiment = client.get_experiment_by_name("pushed").experiment_id

    def described(run):
        info, data = run.info, run.data
        return {
            "name": info.run_name,
            "status": info.status,
            "times": [info.start_time, info.end_time],
            "params": data.params,
            "loss": data.metrics["loss"],
            "length": len(client.get_metric_history(info.run_id, "loss")),
            "odd": [str(m.value) for m in client.get_metric_history(info.run_id, "odd")],
            "tags": {k: v for k, v in data.tags.items() if k != "mlflow.runName"},
        }

    versions = client.search_model_versions("name = 'churn'", order_by=["version_number ASC"])
    uri = client.get_model_version_download_uri("churn", "1")
    with tempfile.TemporaryDirectory() as folder:
        root = mlflow.artifacts.download_artifacts(uri, dst_path=folder)
        files = [os.path.relpath(os.path.join(at, name), root) for at, _, names in os.walk(root) for name in names]
    return {
        "runs": [described(run) for run in client.search_runs([experiment])],
        "versions": [[v.version, v.description, bool(v.run_id), v.tags] for v in versions],
        "aliases": client.get_registered_model("churn").aliases,
        "files": sorted(files),
    }


def train_there():
    from sklearn.linear_model import LinearRegression

    mlflow.set_experiment("there")
    x = numpy.random.RandomState(0).randn(100, 3)
    with mlflow.start_run() as run:
        mlflow.log_param("depth", 3)
        mlflow.set_tag("kind", "tree")
        for step, loss in enumerate((1.0, 0.5, 0.25)):
            mlflow.log_metric("loss", loss, step=step)
        mlflow.log_metric("odd", float("nan"))
        model = LinearRegression().fit(x, x[:, 0])
        mlflow.sklearn.log_model(model, name="model", registered_model_name="theirs")
    client.set_registered_model_alias("theirs", "champion", 1)
    client.set_registered_model_alias("theirs", "deadbeef", 1)
    return {"run": run.info.run_id, "predictions": model.predict(INPUT).tolist()}


def predict_at(url, reference):
    there = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(url)
    try:
        return mlflow.sklearn.load_model(reference).predict(INPUT).tolist()
    finally:
        mlflow.set_tracking_uri(there)
