"""The peers of linear.mjs: scikit-learn's linear models on the same numbers."""

import pathlib
import time

import numpy
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge

data = {}

MODELS = {
    "lbfgs": lambda: LogisticRegression(max_iter=1000),
    "newton-cholesky": lambda: LogisticRegression(solver="newton-cholesky"),
    "newton": lambda: LogisticRegression(solver="newton-cholesky", tol=1e-12, max_iter=1000),
    "linear": LinearRegression,
    "ridge": Ridge,
}


def load(folder, columns):
    for name in ("features", "classes", "targets"):
        data[name] = numpy.fromfile(pathlib.Path(folder) / f"{name}.f64")
    data["features"] = data["features"].reshape(-1, columns)


def fit(model):
    labels = data["targets" if model in ("linear", "ridge") else "classes"]
    estimator = MODELS[model]()
    start = time.perf_counter()
    estimator.fit(data["features"], labels)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "result": estimator.coef_.ravel().tolist()}


def product(side):
    matrix = numpy.random.default_rng(0).normal(size=(side, side))
    start = time.perf_counter()
    matrix @ matrix
    return {"seconds": time.perf_counter() - start, "result": None}
