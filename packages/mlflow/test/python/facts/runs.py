"""Logging to runs, nesting and searching them."""
import mlflow
from mlflow.entities import Dataset, DatasetInput, Metric, Param, RunTag, ViewType

from facts.session import client, refused


def runs():
    experiment = client.create_experiment("runs")
    run = client.create_run(experiment, run_name="one", tags={"k": "v"}).info.run_id
    client.log_batch(
        run,
        metrics=[Metric("loss", 1 / (step + 1), 1000 + step, step) for step in range(1000)],
        params=[Param("C", "0.1"), Param("solver", "lbfgs")],
        tags=[RunTag("a b", "é ü '\"")],
    )
    for value in (float("nan"), float("inf"), -1.5):
        client.log_metric(run, "odd", value, step=0)
    client.log_param(run, "C", "0.1")
    client.set_tag(run, "gone", "1")
    client.delete_tag(run, "gone")
    client.log_inputs(run, [DatasetInput(Dataset("d", "abc", "local", "x.csv"))])
    client.set_terminated(run, "FAILED")
    client.update_run(run, name="renamed")
    read = client.get_run(run)
    return {
        "name": read.info.run_name,
        "status": read.info.status,
        "ended": read.info.end_time is not None,
        "params": read.data.params,
        "loss": read.data.metrics["loss"],
        "odd": [str(m.value) for m in client.get_metric_history(run, "odd")],
        "history": [[m.step, m.timestamp, m.value] for m in client.get_metric_history(run, "loss")][-2:],
        "length": len(client.get_metric_history(run, "loss")),
        "tags": {k: v for k, v in read.data.tags.items() if not k.startswith("mlflow.")},
        "data": [d.dataset.digest for d in read.inputs.dataset_inputs],
        "changed": refused(lambda: client.log_param(run, "C", "0.2")),
        "absent": refused(lambda: client.get_run("f" * 32)),
        "no_tag": refused(lambda: client.delete_tag(run, "never")),
    }


def nested():
    mlflow.set_experiment("nested")
    with mlflow.start_run(run_name="parent") as parent:
        for depth in (1, 2):
            with mlflow.start_run(run_name=f"child-{depth}", nested=True):
                mlflow.log_param("depth", depth)
                mlflow.log_metric("auc", 0.5 + depth / 10)
    children = mlflow.search_runs(
        filter_string=f"tags.mlflow.parentRunId = '{parent.info.run_id}'", order_by=["metrics.auc DESC"]
    )
    return {
        "children": list(children["tags.mlflow.runName"]),
        "depths": list(children["params.depth"]),
        "status": list(children["status"]),
    }


def search():
    experiment = client.create_experiment("search")
    for number in range(12):
        run = client.create_run(experiment, run_name=f"r{number:02d}", start_time=1000 + number).info.run_id
        client.log_param(run, "kind", "even" if number % 2 == 0 else "odd")
        if number != 5:
            client.log_metric(run, "auc", number / 10)
        client.set_tag(run, "team name", "a" if number < 6 else "b")
        if number == 11:
            client.delete_run(run)

    def found(filter="", **options):
        return [r.info.run_name for r in client.search_runs([experiment], filter, **options)]

    first = client.search_runs([experiment], max_results=5, order_by=["attributes.start_time ASC"])
    second = client.search_runs([experiment], max_results=5, order_by=["attributes.start_time ASC"], page_token=first.token)
    third = client.search_runs([experiment], max_results=5, order_by=["attributes.start_time ASC"], page_token=second.token)
    last = client.search_runs([experiment], run_view_type=ViewType.DELETED_ONLY)[0].info.run_id
    deleted = found(run_view_type=ViewType.DELETED_ONLY)
    logging_there = refused(lambda: client.log_metric(last, "x", 1))
    client.restore_run(last)
    return {
        "newest_first": found()[:2],
        "metric": found("metrics.auc >= 0.9"),
        "both": found("metrics.auc < 0.5 and params.kind = 'odd'"),
        "not": found("params.kind != 'odd' AND tags.`team name` = 'b'", order_by=["run_name"]),
        "like": found("attributes.run_name LIKE 'r0%' AND metrics.auc > 0.7"),
        "ilike": found("run_name ILIKE 'R01'"),
        "in": found("attributes.run_name IN ('r03', 'r04')", order_by=["metrics.auc DESC"]),
        "missing_last": found(order_by=["metrics.auc DESC"])[-1],
        "pages": [[r.info.run_name for r in page] for page in (first, second, third)],
        "tokens": [first.token is not None, third.token is not None],
        "deleted": deleted,
        "logging_there": logging_there,
        "restored": len(found()),
        "bad": [refused(lambda f=f: found(f)) for f in ("metrics.auc >", "nonsense.x = 1", "attributes.nothing = 'x'", "auc ~ 3")],
    }
