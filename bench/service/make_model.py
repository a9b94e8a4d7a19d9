"""Fits a logistic model of 30 columns and saves it for the peers: make_model.py FOLDER. MLflow's form only where it is installed."""
import os
import sys

import joblib
import numpy
from sklearn.linear_model import LogisticRegression

folder = sys.argv[1]
random = numpy.random.default_rng(7)
features = random.normal(size=(2000, 30))
labels = (random.random(2000) < 1 / (1 + numpy.exp(-features @ random.normal(size=30) / 2))).astype(int)
model = LogisticRegression().fit(features, labels)
joblib.dump(model, os.path.join(folder, "model.joblib"))
try:
    import mlflow.sklearn

    mlflow.sklearn.save_model(model, os.path.join(folder, "mlflow"), serialization_format="cloudpickle")
except ImportError:
    pass
