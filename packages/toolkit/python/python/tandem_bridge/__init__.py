"""What a Python model or implementation is given, for type hints and for artifacts; the rest runs by itself."""

from . import storages
from .arrays import floats_from_bytes, floats_to_bytes
from .run import Run
from .samples import Dataset, Samples

__all__ = ["Dataset", "Run", "Samples", "floats_from_bytes", "floats_to_bytes", "storages"]
