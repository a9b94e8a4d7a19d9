"""The peer of features.mjs: scikit-learn's ColumnTransformer on the same table, from a pandas DataFrame."""

import pathlib

import numpy
import pandas
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

data = {}


def load(folder, numbers, dictionaries):
    folder = pathlib.Path(folder)
    columns = {name: numpy.fromfile(folder / name) for name in numbers}
    for name, dictionary in dictionaries.items():
        columns[name] = numpy.array(dictionary, dtype=object)[numpy.fromfile(folder / name, dtype=numpy.int32)]
    data["table"] = pandas.DataFrame(columns)
    data["numbers"] = numbers
    data["transformer"] = transformer(numbers, list(dictionaries)).fit(data["table"])
    data["number_transformer"] = transformer(numbers, []).fit(data["table"])


def transformer(numbers, texts):
    scale = make_pipeline(SimpleImputer(), StandardScaler())
    return ColumnTransformer([("scale", scale, numbers), ("one-hot", OneHotEncoder(handle_unknown="ignore"), texts)])


def learn():
    data["transformer"].fit(data["table"])


def encode():
    data["transformer"].transform(data["table"])


def numbers():
    data["number_transformer"].transform(data["table"])
