"""What an MLflow user does with the unmodified client (mlflow 3.17.2); each function returns facts that the test checks."""
import json
import logging
import os
import sys
import tempfile
import traceback
import warnings

answers = os.fdopen(os.dup(1), "w")
sink = os.open(os.devnull, os.O_WRONLY)
os.dup2(sink, 1)
os.dup2(sink, 2)
warnings.simplefilter("ignore")
os.environ.update(
    MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT="1",
    MLFLOW_DISABLE_TELEMETRY="true",
    MLFLOW_HTTP_REQUEST_MAX_RETRIES="1",
    MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR="false",
)

import mlflow
import numpy
from mlflow import MlflowClient, MlflowException
from mlflow.entities import Dataset, DatasetInput, Metric, Param, RunTag, ViewType

logging.disable(logging.WARNING)
mlflow.set_tracking_uri(sys.argv[1])
client = MlflowClient()


def refused(call):
    """The error code a call fails with."""
    try:
        call()
    except MlflowException as error:
        return error.error_code
    return "nothing was refused"


def experiments():
    first = client.create_experiment("first", tags={"team": "a"})
    client.create_experiment("second")
    client.set_experiment_tag(first, "note", "x=1")
    client.rename_experiment(first, "renamed")
    client.delete_experiment(first)
    gone = [e.name for e in client.search_experiments(view_type=ViewType.DELETED_ONLY)]
    in_deleted = refused(lambda: client.create_run(first))
    client.restore_experiment(first)
    found = client.get_experiment_by_name("renamed")
    return {
        "names": sorted(e.name for e in client.search_experiments()),
        "like": [e.name for e in client.search_experiments(filter_string="name LIKE 'sec%'")],
        "ordered": [e.name for e in client.search_experiments(order_by=["name DESC"])],
        "tagged": [e.name for e in client.search_experiments(filter_string="tags.team = 'a'")],
        "gone": gone,
        "in_deleted": in_deleted,
        "found": [found.name, found.lifecycle_stage, found.tags],
        "missing": client.get_experiment_by_name("nowhere") is None,
        "twice": refused(lambda: client.create_experiment("second")),
        "absent": refused(lambda: client.get_experiment("987654")),
        "default": client.get_experiment("0").name,
    }


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


def models():
    client.create_registered_model("plain", tags={"stage": "try"}, description="first words")
    for number in range(3):
        client.create_model_version("plain", f"s3://bucket/{number}", tags={"n": str(number)}, description=f"v{number}")
    client.update_registered_model("plain", "better words")
    client.set_registered_model_tag("plain", "owner", "ada")
    client.delete_registered_model_tag("plain", "stage")
    client.set_model_version_tag("plain", "1", "checked", "yes")
    client.delete_model_version_tag("plain", "2", "n")
    client.update_model_version("plain", "2", "described")
    client.set_registered_model_alias("plain", "champion", "1")
    client.set_registered_model_alias("plain", "champion", "2")
    client.set_registered_model_alias("plain", "candidate", "3")
    in_use = refused(lambda: client.delete_model_version("plain", "2"))
    client.delete_registered_model_alias("plain", "candidate")
    client.delete_model_version("plain", "3")
    client.transition_model_version_stage("plain", "1", "Production")
    client.transition_model_version_stage("plain", "2", "Production", archive_existing_versions=True)
    model = client.get_registered_model("plain")
    versions = client.search_model_versions("name = 'plain'")
    facts = {
        "description": model.description,
        "tags": model.tags,
        "aliases": model.aliases,
        "champion": client.get_model_version_by_alias("plain", "champion").version,
        "versions": [[v.version, v.description, v.tags, v.current_stage, list(v.aliases)] for v in versions],
        "production": [v.version for v in client.get_latest_versions("plain", ["Production"])],
        "tagged": [v.version for v in client.search_model_versions("tags.checked = 'yes'")],
        "next": client.create_model_version("plain", "s3://bucket/3").version,
        "in_use": in_use,
        "uri": client.get_model_version_download_uri("plain", "1"),
        "twice": refused(lambda: client.create_registered_model("plain")),
        "absent": [
            refused(lambda: client.get_registered_model("nothing")),
            refused(lambda: client.get_model_version("plain", "3")),
            refused(lambda: client.get_model_version_by_alias("plain", "candidate")),
            refused(lambda: client.create_model_version("nothing", "s3://x")),
        ],
    }
    client.rename_registered_model("plain", "renamed")
    facts["renamed"] = [v.version for v in client.search_model_versions("name = 'renamed'")]
    facts["still"] = client.get_model_version_by_alias("renamed", "champion").version
    client.delete_registered_model("renamed")
    facts["left"] = [m.name for m in client.search_registered_models("name LIKE '%named'")]
    return facts


def sklearn_model():
    from sklearn.linear_model import LogisticRegression

    mlflow.set_experiment("sklearn")
    random = numpy.random.RandomState(0)
    x = random.randn(200, 4)
    y = (x[:, 0] > 0).astype(int)
    with mlflow.start_run() as run:
        model = LogisticRegression().fit(x, y)
        info = mlflow.sklearn.log_model(model, name="model", registered_model_name="churn", input_example=x[:2])
        mlflow.log_metric("auc", 0.9, model_id=info.model_id)
    client.set_registered_model_alias("churn", "champion", 1)
    by_alias = mlflow.sklearn.load_model("models:/churn@champion")
    by_number = mlflow.pyfunc.load_model("models:/churn/1")
    by_latest = mlflow.sklearn.load_model("models:/churn/latest")
    logged = client.get_logged_model(info.model_id)
    version = client.get_model_version("churn", "1")
    found = mlflow.search_logged_models(
        experiment_ids=[run.info.experiment_id], filter_string="metrics.auc > 0.8", output_format="list"
    )
    return {
        "same": [bool((m.predict(x) == model.predict(x)).all()) for m in (by_alias, by_number, by_latest)],
        "run": version.run_id == run.info.run_id,
        "outputs": [o.model_id for o in client.get_run(run.info.run_id).outputs.model_outputs] == [info.model_id],
        "status": str(logged.status),
        "metrics": [[m.key, m.value] for m in logged.metrics],
        "found": [m.model_id for m in found] == [info.model_id],
        "files": sorted(f.path for f in client.list_logged_model_artifacts(info.model_id) if not f.is_dir)[:2],
    }


def autolog():
    from sklearn.linear_model import LogisticRegression

    mlflow.set_experiment("autolog")
    mlflow.sklearn.autolog(log_models=False)
    with mlflow.start_run() as run:
        random = numpy.random.RandomState(0)
        x = random.randn(100, 2)
        LogisticRegression(C=2.0).fit(x, (x[:, 0] > 0).astype(int))
    mlflow.sklearn.autolog(disable=True)
    read = client.get_run(run.info.run_id)
    return {"C": read.data.params["C"], "score": "training_score" in read.data.metrics, "status": read.info.status}


def artifacts(megabytes):
    experiment = client.create_experiment("artifacts")
    run = client.create_run(experiment).info.run_id
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(f"{folder}/deep/er")
        open(f"{folder}/a.txt", "w").write("one")
        open(f"{folder}/deep/er/b c_ü.txt", "w").write("two")
        open(f"{folder}/empty", "w").close()
        client.log_artifacts(run, folder, "files")
        large = os.urandom(1 << 20) * megabytes
        open(f"{folder}/large.bin", "wb").write(large)
        client.log_artifact(run, f"{folder}/large.bin")
    client.log_dict(run, {"x": 1}, "dict.json")
    client.log_text(run, "old", "text.txt")
    client.log_text(run, "new", "text.txt")

    def listed(path=None):
        return [[f.path, f.is_dir, f.file_size] for f in client.list_artifacts(run, path)]

    with tempfile.TemporaryDirectory() as folder:
        same = open(client.download_artifacts(run, "large.bin", folder), "rb").read() == large
        tree = client.download_artifacts(run, "files", folder)
        deep = open(f"{tree}/deep/er/b c_ü.txt").read()
        empty = os.path.getsize(f"{tree}/empty")
    facts = {
        "root": listed(),
        "files": listed("files"),
        "deeper": listed("files/deep/er"),
        "file": listed("dict.json"),
        "same": same,
        "deep": deep,
        "empty": empty,
        "text": mlflow.artifacts.load_text(f"runs:/{run}/text.txt"),
    }
    try:
        client.download_artifacts(run, "nothing.txt")
        facts["absent"] = False
    except Exception:
        facts["absent"] = True
    from mlflow.artifacts import get_artifact_repository

    get_artifact_repository(client.get_run(run).info.artifact_uri).delete_artifacts("files")
    facts["left"] = [path for path, _, _ in listed()]
    return facts


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


INPUT = numpy.random.RandomState(1).randn(20, 3)


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


for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = json.dumps({"result": globals()[request["name"]](*request["args"])})
    except Exception:
        answer = json.dumps({"error": traceback.format_exc()})
    answers.write(answer + "\n")
    answers.flush()
