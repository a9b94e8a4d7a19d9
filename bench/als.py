"""The peer of als.mjs: the package implicit from the same beginning on the same ratings."""

import pathlib
import time

import numpy
from implicit.als import AlternatingLeastSquares
from scipy.sparse import csr_matrix


def fit(folder, users, items, width, iterations, threads):
    read = lambda name, kind: numpy.fromfile(pathlib.Path(folder) / name, kind)
    ratings = csr_matrix(
        (1 + read("values.f64", "f8"), read("indices.i32", "i4"), read("offsets.i32", "i4")), (users, items)
    ).astype(numpy.float32)
    model = AlternatingLeastSquares(
        factors=width, regularization=0.01, iterations=iterations, num_threads=threads, use_gpu=False
    )
    model.user_factors = read("users.f32", "f4").reshape(users, width)
    model.item_factors = read("items.f32", "f4").reshape(items, width)
    start = time.perf_counter()
    model.fit(ratings, show_progress=False)
    return {"seconds": time.perf_counter() - start, "result": None}
