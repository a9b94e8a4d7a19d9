"""Fits a pipeline on train.csv, or predicts for a CSV file into another; prints what it took as JSON."""

import json
import resource
import sys
import time

import joblib
import pandas
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

folder, task, *files = sys.argv[1:]
if task == "fit":
    train = pandas.read_csv(f"{folder}/train.csv")
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, tol=1e-8, max_iter=1000))
    joblib.dump(model.fit(train.drop(columns="label"), train["label"]), f"{folder}/model.joblib")
    print(json.dumps({}))
else:
    model = joblib.load(f"{folder}/model.joblib")
    began = time.perf_counter()
    rows = pandas.read_csv(files[0])
    pandas.DataFrame(model.predict_proba(rows), columns=model.classes_).to_csv(files[1], index=True)
    milliseconds = (time.perf_counter() - began) * 1000
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"samples": len(rows), "milliseconds": milliseconds, "megabytes": megabytes}))
