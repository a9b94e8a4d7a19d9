import { httpServer, invocations, ModelService, openInference } from "@tandem/service";
import { classificationProblem } from "../harness/generated.mjs";
import { measured, paired } from "../harness/index.mjs";
import { COLUMNS, scoring } from "./model.mjs";
import { registered } from "./registered.mjs";

const ROWS = 1_000;

/** Many rows in one request beside the same service, asked for each row by itself as one without `answerMany` is. */
export async function* rowsOfOneRequest(folder) {
  const { registry, store } = await registered(folder);
  const together = scoring();
  const alone = { ...together, open: async (given) => ({ answer: (await together.open(given)).answer }) };
  const servers = [];
  for (const implementation of [together, alone]) {
    const service = await ModelService.open({ implementations: [implementation], registry, store: () => store });
    const app = httpServer(service, { bodyLimit: 1 << 24, modules: [openInference, invocations()] });
    await app.ready();
    servers.push({ app, service });
  }
  for (const [name, request] of Object.entries(requests())) {
    const ask = async ({ app }) => {
      const { statusCode, body } = await app.inject({ method: "POST", ...request });
      if (statusCode !== 200) throw new Error(body);
    };
    const [ours, rowByRow] = servers.map((server) => () => ask(server));
    yield measured({
      measure: `${ROWS} rows of ${COLUMNS} floats, ${name}`,
      unit: "ms",
      peer: "row by row",
      goal: 0.75,
      ...(await paired(ours, rowByRow, { rounds: 25, warmup: 5 })),
    });
  }
  for (const { app, service } of servers) {
    await app.close();
    await service.close();
  }
  await registry.close();
}

function requests() {
  const { data } = classificationProblem({ rows: ROWS, columns: COLUMNS, seed: 5 });
  const tensor = { name: "x", datatype: "FP64", shape: [ROWS, COLUMNS] };
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const head = Buffer.from(JSON.stringify({ inputs: [{ ...tensor, parameters: { binary_data_size: bytes.length } }] }));
  const records = Array.from({ length: ROWS }, (_, row) => ({
    x: Array.from(data.subarray(row * COLUMNS, (row + 1) * COLUMNS)),
  }));
  const json = { "content-type": "application/json" };
  const binary = { "content-type": "application/octet-stream", "inference-header-content-length": String(head.length) };
  const infer = "/v2/models/score/infer";
  return {
    "tensors in bytes": { url: infer, headers: binary, payload: Buffer.concat([head, bytes]) },
    "tensors in JSON": {
      url: infer,
      headers: json,
      payload: JSON.stringify({ inputs: [{ ...tensor, data: Array.from(data) }] }),
    },
    "MLflow records": { url: "/invocations", headers: json, payload: JSON.stringify({ dataframe_records: records }) },
  };
}
