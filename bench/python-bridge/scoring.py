import numpy
from logistic import fitted

model = fitted()


def answer_many(inputs):
    probabilities = model.predict_proba(numpy.array([one["x"] for one in inputs]))
    labels = model.classes_[probabilities.argmax(axis=1)]
    return [{"label": int(label), "probability": float(row.max())} for label, row in zip(labels, probabilities)]
