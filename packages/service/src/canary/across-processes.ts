import cluster, { type Worker } from "node:cluster";
import { Counts, type CountsData } from "./counts.ts";

/** What targets of a canary's step did: in one process as a report, in all of them as totals. */
export interface CanaryCounts {
  readonly endpoint: string;
  /** The route that they did it under. */
  readonly key: string;
  readonly candidate: CountsData;
  readonly champion: CountsData;
}

const REPORT = "tandem:canary";
const TOTALS = "tandem:canaries";
/** Says to a process that it was started by `supervise`, which gathers what it reports. */
export const SUPERVISED = { TANDEM_SUPERVISED: "1" };

type Message = Partial<CanaryCounts> & { readonly type?: unknown };

/** Routes of an endpoint whose reports are kept: processes learn of a change at different times. */
const ROUTES = 4;

/** In the process that supervises: adds reports up and sends the totals to the oldest process that reported, to be judged. */
export class CanaryTotals {
  readonly #reports = new Map<string, Map<string, Map<number, CanaryCounts>>>();

  constructor(private readonly workers: ReadonlySet<Worker>) {}

  /** Reports hold all that a process counted, so that of each process the last one counts, also when it has ended. */
  take(worker: Worker, message: unknown): void {
    const { type, endpoint = "", key = "", candidate, champion } = (message ?? {}) as Message;
    if (type !== REPORT || !candidate || !champion) return;
    const reports = this.#reportsOf(endpoint, key).set(worker.id, { endpoint, key, candidate, champion });
    const judge = [...this.workers].find((one) => reports.has(one.id) && one.isConnected());
    const all = [...reports.values()];
    const totals = {
      candidate: Counts.sum(all.map((report) => report.candidate)).data(),
      champion: Counts.sum(all.map((report) => report.champion)).data(),
    };
    judge?.send({ type: TOTALS, endpoint, key, ...totals });
  }

  #reportsOf(endpoint: string, key: string): Map<number, CanaryCounts> {
    let routes = this.#reports.get(endpoint);
    if (!routes) this.#reports.set(endpoint, (routes = new Map()));
    let reports = routes.get(key);
    if (!reports) routes.set(key, (reports = new Map()));
    if (routes.size > ROUTES) routes.delete(routes.keys().next().value!);
    return reports;
  }
}

/** Whether others answer beside this process, and what it counts is to be reported. */
export function isSupervised(): boolean {
  return cluster.isWorker && process.env["TANDEM_SUPERVISED"] === SUPERVISED.TANDEM_SUPERVISED;
}

export function report(counts: CanaryCounts): void {
  if (process.connected) process.send?.({ type: REPORT, ...counts });
}

/** Calls `judge` with the totals of all processes where this is the one to judge them; returns what stops that. */
export function onTotals(judge: (totals: CanaryCounts) => void): () => void {
  const onMessage = (message: unknown) => {
    const { type, ...totals } = (message ?? {}) as Message;
    if (type === TOTALS) judge(totals as CanaryCounts);
  };
  process.on("message", onMessage);
  return () => void process.off("message", onMessage);
}
