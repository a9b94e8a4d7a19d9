"""scikit-learn alone: what predicting costs without a bridge. Seconds that it measures itself."""

import time

import numpy
from sklearn.linear_model import LogisticRegression

random = numpy.random.default_rng(7)
batch = random.normal(size=(100_000, 30))
model = LogisticRegression().fit(batch[:2000], (batch[:2000].sum(axis=1) > 0).astype(int))


def one_row(calls):
    row = batch[:1]
    least = float("inf")
    for _ in range(calls):
        began = time.perf_counter()
        model.predict_proba(row)
        least = min(least, time.perf_counter() - began)
    return least


def whole_batch():
    began = time.perf_counter()
    model.predict_proba(batch)
    return time.perf_counter() - began
