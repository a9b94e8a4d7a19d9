"""The peer: FastAPI and uvicorn with uvloop, one worker, the model called in the handler."""

import socket

import numpy
import uvicorn
from fastapi import FastAPI
from logistic import fitted
from pydantic import BaseModel

app = FastAPI()
model = fitted()


class Row(BaseModel):
    x: list[float]


class Scored(BaseModel):
    label: int
    probability: float


@app.post("/score")
async def score(row: Row) -> Scored:
    probabilities = model.predict_proba(numpy.array([row.x]))[0]
    best = int(probabilities.argmax())
    return Scored(label=int(model.classes_[best]), probability=float(probabilities[best]))


listener = socket.socket()
listener.bind(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, loop="uvloop", http="httptools")).run([listener])
