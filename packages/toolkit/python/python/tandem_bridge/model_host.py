"""A model of dataset.py and model.py: trained, loaded, asked."""

import importlib
import importlib.util
import json

from .arrays import floats_to_bytes, plain
from .frames import offsets
from .run import Run
from .samples import Dataset, LabeledSamples, Samples


class ModelHost:
    """Holds the one estimator of this process, with the state its dataset learned."""

    def __init__(self, frames):
        self._frames = frames
        self._model = importlib.import_module("model")
        has_dataset = importlib.util.find_spec("dataset") is not None
        self._dataset = importlib.import_module("dataset") if has_dataset else None
        for hook in ("train", "encode", "decode"):
            if not hasattr(self._model, hook):
                raise AttributeError(f"model.py has no {hook}(): a model needs train, encode and decode")
        self._state = None
        self._estimator = None

    def train(self, header, body):
        run = Run(header["seed"], self._frames)
        samples = LabeledSamples(header["samples"], body)
        extra = {}
        if "previous" in header:
            state, previous = self._decoded(header["previous"], body)
            extra["previous"] = previous
        else:
            learn = getattr(self._dataset, "learn", None)
            state = json.loads(_json(learn(samples), "learn() of dataset.py")) if learn else None
        self._state = state
        if "validation" in header:
            validation = LabeledSamples(header["validation"], body)
            extra["validation"] = Dataset(self._features(validation), validation)
        self._estimator = self._model.train(Dataset(self._features(samples), samples), run, **extra)
        return self._encoded()

    def load(self, header, body):
        self._state, self._estimator = self._decoded(header, body)
        return {"classes": self._classes()}, ()

    def predict(self, header, body):
        samples = Samples(header["samples"], body)
        features = self._features(samples)
        for hook in ("probabilities", "values"):
            if hasattr(self._model, hook):
                numbers = floats_to_bytes(getattr(self._model, hook)(self._estimator, features))
                return {"numbers": len(numbers) // 8}, (numbers,)
        return {"outcomes": self._model.outcomes(self._estimator, features)}, ()

    def explain(self, header, body):
        if not hasattr(self._model, "explain"):
            return {"none": True}, ()
        features = self._features(Samples(header["samples"], body))
        names, base, contributions = self._model.explain(self._estimator, features)
        parts = (floats_to_bytes(base), floats_to_bytes(contributions))
        return {"features": names, "base": len(parts[0]) // 8, "contributions": len(parts[1]) // 8}, parts

    def _features(self, samples):
        features = getattr(self._dataset, "features", None)
        return features(samples, self._state) if features else samples

    def _classes(self):
        return self._model.classes(self._estimator) if hasattr(self._model, "classes") else None

    def _decoded(self, header, body):
        blobs = {name: bytes(body[at : at + length]) for name, at, length in header["blobs"]}
        return header["json"]["state"], self._model.decode(header["json"]["model"], blobs)

    def _encoded(self):
        encoded = self._model.encode(self._estimator)
        learned, blobs = encoded if isinstance(encoded, tuple) else (encoded, {})
        names, parts = list(blobs), [bytes(part) for part in blobs.values()]
        begins = offsets(parts)
        _json(learned, "encode() of model.py")
        reply = {
            "json": {"state": self._state, "model": learned},
            "classes": self._classes(),
            "blobs": [[name, begins[i], len(parts[i])] for i, name in enumerate(names)],
        }
        return reply, parts


def _json(value, what):
    try:
        return json.dumps(value, allow_nan=False, default=plain)
    except (TypeError, ValueError) as error:
        nan = str(error).startswith("Out of range float")
        reason = "NaN or infinity; say what stands for it, like None" if nan else error
        raise TypeError(f"{what} gave what JSON cannot hold: {reason}") from error
