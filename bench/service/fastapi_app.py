"""The peer: FastAPI over a scikit-learn model, as a tutorial would write it. Started by uvicorn from bench/service.mjs."""
import os

import joblib
import numpy
from fastapi import FastAPI
from pydantic import BaseModel, Field

model = joblib.load(os.environ["BENCH_MODEL"])
app = FastAPI()


class Row(BaseModel):
    x: list[float] = Field(min_length=30, max_length=30)


@app.post("/score")
async def score(row: Row):
    probability = float(model.predict_proba(numpy.array([row.x]))[0, 1])
    return {"label": int(probability > 0.5), "probability": probability}
