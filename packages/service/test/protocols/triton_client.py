"""Asks a running service with tritonclient[http], unmodified. Prints JSON. Usage: triton_client.py <host:port>"""
import json
import sys

import numpy as np
import tritonclient.http as triton

client = triton.InferenceServerClient(sys.argv[1])
seen = {
    "live": client.is_server_live(),
    "ready": client.is_server_ready(),
    "modelReady": client.is_model_ready("flower"),
    "server": client.get_server_metadata()["name"],
    "inputs": [tensor["name"] for tensor in client.get_model_metadata("visit")["inputs"]],
    "config": client.get_model_config("flower")["name"],
}


def tensor(name, values, datatype, binary):
    value = triton.InferInput(name, list(values.shape), datatype)
    value.set_data_from_numpy(values, binary_data=binary)
    return value


def flower(binary, **options):
    columns = {"length": [0.0, 2.0], "width": [0.0, 1.5], "petal": [0.0, -1.0]}
    inputs = [tensor(name, np.array(values), "FP64", binary) for name, values in columns.items()]
    result = client.infer("flower", inputs, **options)
    return [
        [label.decode() if isinstance(label, bytes) else str(label) for label in result.as_numpy("label")],
        result.as_numpy("probability").tolist(),
        result.as_numpy("probabilities").tolist(),
    ]


seen["binary"] = flower(True)
seen["json"] = flower(False, outputs=[triton.InferRequestedOutput(n, binary_data=False) for n in ("label", "probability", "probabilities")])
seen["gzip"] = flower(True, request_compression_algorithm="gzip")

matrix = np.array([[0, 0, 0], [2, 1.5, -1]], dtype=np.float32)
seen["matrix"] = client.infer("flower", [tensor("x", matrix, "FP32", True)]).as_numpy("probability").tolist()

visit = client.infer(
    "visit",
    [
        tensor("name", np.array(["Ann", "Zoë"], dtype=object), "BYTES", True),
        tensor("age", np.array([17, 18], dtype=np.int64), "INT64", True),
        tensor("member", np.array([True, False]), "BOOL", True),
        tensor("vector", np.array([[1, 2], [3, 4]], dtype=np.float64), "FP64", True),
    ],
    request_id="r1",
)
seen["visit"] = {
    "id": visit.get_response()["id"],
    "greeting": [text.decode() for text in visit.as_numpy("greeting")],
    "years": visit.as_numpy("years").tolist(),
    "adult": visit.as_numpy("adult").tolist(),
    "doubled": visit.as_numpy("doubled").tolist(),
    "totalMissing": bool(np.isnan(visit.as_numpy("total")).all()),
}
x = tensor("x", np.array([3.0]), "FP64", True)
seen["versions"] = [client.infer("scaled", [x], model_version=v).as_numpy("label").tolist() for v in ("", "2", "champion")]

try:
    client.infer("visit", [tensor("age", np.array([1.0]), "FP64", True)])
except triton.InferenceServerException as problem:
    seen["refused"] = problem.message()

client.load_model("flower.fixed")
loaded = client.is_model_ready("flower.fixed")
client.unload_model("flower.fixed")
seen["repository"] = [loaded, client.is_model_ready("flower.fixed")]
seen["index"] = sorted({entry["name"] for entry in client.get_model_repository_index()})
print(json.dumps(seen))
