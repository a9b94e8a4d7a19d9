"""The peers of trees.mjs: LightGBM, XGBoost and scikit-learn at like parameters on the same numbers."""

import pathlib
import resource
import time

import lightgbm
import numpy
import xgboost
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.metrics import roc_auc_score

data = {}
models = {}


def load(folder, columns, rows):
    features = numpy.fromfile(pathlib.Path(folder) / "features.f64").reshape(-1, columns)
    labels = numpy.fromfile(pathlib.Path(folder) / "labels.f64")
    data.update(features=features[:rows], labels=labels[:rows], fresh=features[rows:], truth=labels[rows:])


def makers(threads):
    return {
        "LightGBM": lambda: lightgbm.LGBMClassifier(n_estimators=100, num_leaves=31, n_jobs=threads, verbose=-1),
        "XGBoost": lambda: xgboost.XGBClassifier(
            n_estimators=100, max_leaves=31, max_depth=0, grow_policy="lossguide", learning_rate=0.1, tree_method="hist", max_bin=255, n_jobs=threads
        ),
        "scikit-learn": lambda: HistGradientBoostingClassifier(max_iter=100, learning_rate=0.1, max_leaf_nodes=31, early_stopping=False),
        "forest": lambda: RandomForestClassifier(100, n_jobs=threads),
    }


def peak():
    """Megabytes of the process at its largest since the last reset."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def fit(model, threads):
    estimator = makers(threads)[model]()
    resident = resource.getpagesize() * int(open("/proc/self/statm").read().split()[1]) / 2**20
    open("/proc/self/clear_refs", "w").write("5")
    start = time.perf_counter()
    estimator.fit(data["features"], data["labels"])
    seconds = time.perf_counter() - start
    models[model] = estimator
    return {"seconds": seconds, "result": {"megabytes": peak() - resident}}


def predict(model, threads):
    estimator = models[model]
    start = time.perf_counter()
    if model == "LightGBM":
        scores = estimator.booster_.predict(data["fresh"], num_threads=threads)
    else:
        scores = estimator.predict_proba(data["fresh"])[:, 1]
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "result": {"auc": roc_auc_score(data["truth"], scores)}}


def predict_one(model):
    estimator, row = models[model], data["fresh"][:1]
    estimator.predict_proba(row)
    start = time.perf_counter()
    for _ in range(50):
        estimator.predict_proba(row)
    return {"seconds": (time.perf_counter() - start) / 50}
