"""The peer: BentoML over the same scikit-learn model."""
import os

import bentoml
import joblib
import numpy


@bentoml.service(workers=1)
class Score:
    def __init__(self):
        self.model = joblib.load(os.environ["BENCH_MODEL"])

    @bentoml.api
    def score(self, x: list[float]) -> dict:
        probability = float(self.model.predict_proba(numpy.array([x]))[0, 1])
        return {"label": int(probability > 0.5), "probability": probability}
