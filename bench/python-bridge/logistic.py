"""The model that both servers answer with: a row of 30 floats to a logistic regression of scikit-learn."""

import numpy
from sklearn.linear_model import LogisticRegression

COLUMNS = 30


def fitted():
    random = numpy.random.default_rng(7)
    features = random.normal(size=(2000, COLUMNS))
    labels = (features @ random.normal(size=COLUMNS) + random.normal(size=2000) > 0).astype(int)
    return LogisticRegression().fit(features, labels)
