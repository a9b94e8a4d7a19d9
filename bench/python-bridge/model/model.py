import numpy
from sklearn.linear_model import LogisticRegression
from tandem_bridge import floats_from_bytes, floats_to_bytes


def train(dataset, run):
    return LogisticRegression().fit(dataset.features, dataset.labels)


def classes(model):
    return model.classes_


def probabilities(model, features):
    return model.predict_proba(features)


def encode(model):
    return {"classes": model.classes_, "intercept": model.intercept_}, {"coefficients": floats_to_bytes(model.coef_)}


def decode(learned, blobs):
    model = LogisticRegression()
    model.classes_, model.intercept_ = numpy.asarray(learned["classes"]), numpy.asarray(learned["intercept"])
    model.coef_ = numpy.asarray(floats_from_bytes(blobs["coefficients"])).reshape(1, -1)
    model.n_features_in_ = model.coef_.shape[1]
    return model
