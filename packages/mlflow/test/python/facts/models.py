"""Registered models and their versions, stages and aliases; models logged by scikit-learn."""
import mlflow
import numpy

from facts.session import client, refused


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
