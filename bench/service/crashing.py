import math
import os
import time

EVERY = 10
WINDOW = 0.2
weights = [math.sin(i + 1) / 8 for i in range(30)]


def answer(question):
    """A logistic model of its own, but every ten seconds it takes its process down with it."""
    if time.time() % EVERY < WINDOW:
        os._exit(1)
    positive = 1 / (1 + math.exp(-sum(w * x for w, x in zip(weights, question["x"]))))
    return {"label": int(positive > 0.5), "probability": max(positive, 1 - positive)}
