"""Asks a running service with the client of kserve, unmodified. Prints JSON. Usage: kserve_client.py <host:port>"""
import asyncio
import json
import sys

import numpy as np
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig

base = f"http://{sys.argv[1]}"


def request(binary):
    inputs = []
    for name, values in {"length": [0.0, 2.0], "width": [0.0, 1.5], "petal": [0.0, -1.0]}.items():
        tensor = InferInput(name, [2], "FP64")
        tensor.set_data_from_numpy(np.array(values), binary_data=binary)
        inputs.append(tensor)
    options = {"parameters": {"binary_data_output": True}} if binary else {}
    return InferRequest("flower", inputs, request_id="k1", **options)


async def ask():
    client = InferenceRESTClient(RESTConfig(protocol="v2"))
    seen = {
        "live": await client.is_server_live(base),
        "ready": await client.is_server_ready(base),
        "modelReady": await client.is_model_ready(base, "flower"),
    }
    for name, binary in (("json", False), ("binary", True)):
        answer = await client.infer(base, request(binary), model_name="flower")
        outputs = {output.name: output.as_numpy() for output in answer.outputs}
        seen[name] = [answer.id, outputs["label"].tolist(), outputs["probability"].tolist()]
        seen[name][1] = [label.decode() if isinstance(label, bytes) else label for label in seen[name][1]]
    try:
        await client.infer(base, request(False), model_name="nothing")
    except Exception as problem:
        seen["refused"] = str(problem)
    await client.close()
    return seen


print(json.dumps(asyncio.run(ask())))
