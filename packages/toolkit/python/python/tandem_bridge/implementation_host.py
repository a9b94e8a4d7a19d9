"""A script with answer(input) or answer_many(inputs): one way to answer an endpoint."""

import importlib


class ImplementationHost:
    def __init__(self, script):
        self._script = importlib.import_module(script)
        if not hasattr(self._script, "answer") and not hasattr(self._script, "answer_many"):
            raise AttributeError(f"{script}.py has neither answer(input) nor answer_many(inputs)")

    def answer(self, header, _body):
        inputs = header["inputs"]
        if hasattr(self._script, "answer_many"):
            answers = list(self._script.answer_many(inputs))
        else:
            answers = [self._script.answer(one) for one in inputs]
        if len(answers) != len(inputs):
            raise ValueError(f"answer_many() gave {len(answers)} answers to {len(inputs)} inputs")
        return {"answers": answers}, ()
