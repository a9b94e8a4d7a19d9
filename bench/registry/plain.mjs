import { Agent, request } from "node:http";

const METRICS = Array.from({ length: 1_000 }, (_, n) => ({
  key: `metric-${n}`,
  value: n * 0.5,
  timestamp: 1_700_000_000_000 + n,
  step: n,
}));

/** The calls of client.py by plain HTTP over one connection: what is left is what the server takes. */
export function plainClient(url) {
  const { hostname: host, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (method, path, fields) =>
    new Promise((done, fail) => {
      const body = fields && Buffer.from(JSON.stringify(fields));
      const headers = body ? { "content-type": "application/json", "content-length": body.length } : {};
      const sent = request(
        { agent, method, host, port, path: `/api/2.0/mlflow/${path}`, headers },
        async (response) => {
          const chunks = [];
          for await (const chunk of response) chunks.push(chunk);
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode === 200) done(JSON.parse(text));
          else fail(new Error(`${path}: ${response.statusCode} ${text}`));
        },
      );
      sent.once("error", fail).end(body);
    });
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
    close: () => agent.destroy(),
  };
}
