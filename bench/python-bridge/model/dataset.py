import numpy

FIELDS = [f"f{column}" for column in range(30)]


def features(samples, state):
    return numpy.asarray(samples.matrix(FIELDS)).T
