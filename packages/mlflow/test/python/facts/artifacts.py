"""Files of runs, up and down."""
import os
import tempfile

import mlflow

from facts.session import client


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
