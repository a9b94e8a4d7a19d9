"""The peers of shap.mjs: LightGBM and XGBoost, exact contributions of 10,000 rows by 100 trees of 31 leaves."""

import pathlib
import time

import lightgbm
import numpy
import xgboost

asked = {}


def load(folder, columns, threads):
    features = numpy.fromfile(pathlib.Path(folder) / "features.f64").reshape(-1, columns)
    labels = numpy.fromfile(pathlib.Path(folder) / "labels.f64")
    light = lightgbm.train(
        dict(objective="binary", num_leaves=31, num_threads=threads, verbose=-1), lightgbm.Dataset(features, labels), 100
    )
    rows = xgboost.DMatrix(features, labels)
    extreme = xgboost.train(
        dict(
            objective="binary:logistic",
            max_leaves=31,
            max_depth=0,
            grow_policy="lossguide",
            learning_rate=0.1,
            nthread=threads,
        ),
        rows,
        100,
    )
    asked["LightGBM"] = lambda: light.predict(features, pred_contrib=True, num_threads=threads)
    asked["XGBoost"] = lambda: extreme.predict(rows, pred_contribs=True)
    return {"model": light.model_to_string()}


def explain(peer):
    start = time.perf_counter()
    found = asked[peer]()
    return {"seconds": time.perf_counter() - start, "result": float(abs(found).sum())}
