import { connect } from "node:net";

const METRICS = Array.from({ length: 1_000 }, (_, n) => ({
  key: `metric-${n}`,
  value: n * 0.5,
  timestamp: 1_700_000_000_000 + n,
  step: n,
}));

/** The calls of client.py by bare HTTP over one connection: what is left is what the server takes. */
export function plainClient(url) {
  const { ask, close } = connection(url);
  let experiment;
  return {
    async logRun() {
      experiment ??= (await ask("POST", "experiments/create", { name: "plain" })).experiment_id;
      const { run } = await ask("POST", "runs/create", { experiment_id: experiment, start_time: Date.now() });
      const { run_id } = run.info;
      await ask("POST", "runs/log-batch", { run_id, metrics: METRICS });
      await ask("POST", "runs/update", { run_id, status: "FINISHED", end_time: Date.now() });
    },
    async alias() {
      for (let call = 0; call < 20; call++) await ask("GET", "registered-models/alias?name=churn&alias=champion");
    },
    async versions(count) {
      const filter = encodeURIComponent("name = 'churn'");
      const { model_versions } = await ask("GET", `model-versions/search?filter=${filter}&max_results=${count}`);
      if (model_versions.length !== count) throw new Error(`${model_versions.length} versions instead of ${count}`);
    },
    close,
  };
}

/** One request after another over a socket that stays open; a client of its own would take longer than a quick server. */
function connection(url) {
  const { hostname: host, port } = new URL(url);
  const socket = connect({ host, port: Number(port), noDelay: true });
  let waiting;
  let chunks = [];
  let left = -1; // bytes of the answer still to come; unknown until its head is whole
  socket.on("data", (chunk) => {
    chunks.push(chunk);
    left = left < 0 ? bytesLeft(Buffer.concat(chunks)) : left - chunk.length;
    if (left !== 0) return;
    const [head, body] = parts(Buffer.concat(chunks));
    [chunks, left] = [[], -1];
    if (/^HTTP\/1\.1 200 /.test(head)) waiting.done(JSON.parse(body.toString()));
    else waiting.fail(new Error(`${head.split("\r\n")[0]}: ${body}`));
  });
  socket.on("error", (error) => waiting?.fail(error));
  socket.on("close", () => waiting?.fail(new Error(`${url} closed the connection`)));
  const ask = (method, path, fields) =>
    new Promise((done, fail) => {
      waiting = { done, fail };
      const body = fields ? JSON.stringify(fields) : "";
      const about = body && `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
      socket.write(`${method} /api/2.0/mlflow/${path} HTTP/1.1\r\nhost: ${host}:${port}\r\n${about}\r\n${body}`);
    });
  return { ask, close: () => socket.destroy() };
}

/** -1 while the head is not whole. */
function bytesLeft(answer) {
  const [head, body] = parts(answer);
  if (body === undefined) return -1;
  const [, length] = /^content-length: *(\d+)/im.exec(head) ?? [];
  if (length === undefined) throw new Error(`the answer does not say its length: ${head}`);
  return Number(length) - body.length;
}

function parts(answer) {
  const end = answer.indexOf("\r\n\r\n");
  return end < 0 ? [answer.toString()] : [answer.subarray(0, end).toString(), answer.subarray(end + 4)];
}
