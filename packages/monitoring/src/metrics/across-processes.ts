import cluster, { type Worker } from "node:cluster";
import { AggregatorRegistry, type Registry } from "prom-client";

/** Messages between the processes of one service. */
type Message = { readonly type?: unknown; readonly id?: unknown; readonly text?: unknown };
const ASK = "tandem:metrics?";
const ANSWER = "tandem:metrics";

/**
 * In the first of several processes: collects the metrics of all for whichever of them is asked. Returns what stops it.
 */
export function gatherMetrics(): () => void {
  const all = new AggregatorRegistry();
  const onMessage = (worker: Worker, { type, id }: Message) => {
    if (type !== ASK) return;
    void all.clusterMetrics().then(
      (text) => worker.isConnected() && worker.send({ type: ANSWER, id, text }),
      () => worker.isConnected() && worker.send({ type: ANSWER, id, text: undefined }),
    );
  };
  cluster.on("message", onMessage);
  return () => void cluster.off("message", onMessage);
}

/** How long the first process may take, in milliseconds; one that does not gather never answers. */
const PATIENCE = 6_000;

/**
 * In one of several processes: the metrics of all of them, counters and histograms summed. Its own where the first
 * process cannot give them. In a process that is alone: its own.
 */
export function metricsOfAll(register: Registry): () => Promise<string> {
  if (!cluster.isWorker) return () => register.metrics();
  AggregatorRegistry.setRegistries(register);
  new AggregatorRegistry(); // has this process answer the first one
  let asked = 0;
  return async () => {
    const text = await askFirst(asked++);
    return text ?? register.metrics();
  };
}

function askFirst(id: number): Promise<string | undefined> {
  return new Promise((done) => {
    const end = (text: string | undefined) => {
      clearTimeout(late);
      process.off("message", onMessage);
      done(text);
    };
    const onMessage = ({ type, id: of, text }: Message) => {
      if (type === ANSWER && of === id) end(typeof text === "string" ? text : undefined);
    };
    const late = setTimeout(() => end(undefined), PATIENCE).unref();
    process.on("message", onMessage);
    process.send?.({ type: ASK, id });
  });
}
