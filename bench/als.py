"""The peer of als.mjs: the package implicit from the same beginning on the same ratings."""

import pathlib
import time

import numpy
from implicit.als import AlternatingLeastSquares
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits


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
    with threadpool_limits(1, "blas"):  # as implicit asks: its own threads call BLAS
        start = time.perf_counter()
        model.fit(ratings, show_progress=False)
        seconds = time.perf_counter() - start
    for name in ("user", "item"):
        getattr(model, f"{name}_factors").tofile(pathlib.Path(folder) / f"learned-{name}s.f32")
    return {"seconds": seconds, "result": None}
