"""Numbers as bytes and back: little-endian doubles, of numpy arrays or of plain sequences."""

from array import array


def floats_to_bytes(values):
    """Doubles of any nesting, row by row, as bytes: what an artifact keeps of learned numbers."""
    if hasattr(values, "toarray"):  # a sparse matrix
        values = values.toarray()
    if hasattr(values, "astype"):  # numpy, without importing it
        return values.astype("<f8", copy=False).tobytes(order="C")
    try:
        view = memoryview(values)
        if view.format == "d" and view.c_contiguous:
            return view.tobytes()
    except TypeError:
        pass
    return array("d", _flat(values)).tobytes()


def floats_from_bytes(data):
    """The doubles of `floats_to_bytes`, as a flat view that numpy.asarray takes without a copy."""
    return memoryview(data).cast("B").cast("d")


def _flat(values):
    for value in values:
        if hasattr(value, "__iter__"):
            yield from _flat(value)
        else:
            yield float(value)


def plain(value):
    """For json.dumps: numpy's scalars and arrays, tuples and the like as plain Python."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if hasattr(value, "__iter__"):
        return list(value)
    raise TypeError(f"{type(value).__name__} cannot be sent: answer with numbers, strings, booleans, None, lists and dicts")
