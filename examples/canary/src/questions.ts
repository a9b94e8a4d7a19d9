import { labelPredictions, liveMetrics, logPredictions, predictionTable } from "@tandem/monitoring";
import { memoryTechnology } from "@tandem/storage-memory";
import { churn } from "@tandem/model-churn";
import type { ModelService } from "@tandem/service";
import type { Known } from "./world.ts";

/** Customers ask one after the other; some time later it is known who left. */
export interface Questions {
  /** Asks about the next customers until `done` says so or as many were asked; throws where an answer fails. */
  ask(most: number, done?: () => boolean): Promise<number>;
  /** ROC-AUC of a target by the labels that have come, since the last `begin`. */
  quality(target: string): Promise<number | undefined>;
  begin(): void;
  stop(): Promise<void>;
}

export async function openQuestions(
  service: ModelService,
  url: string,
  customers: readonly Known[],
): Promise<Questions> {
  const table = await predictionTable(memoryTechnology());
  const log = logPredictions(service, table, { every: 50 });
  let asked: { requestId: string; label: string }[] = [];
  let since = new Date();
  let next = 0;
  const askOne = async () => {
    const { data, label } = customers[next % customers.length]!;
    const requestId = `question-${next++}`;
    const reply = await fetch(`${url}/endpoints/${churn.name}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-request-id": requestId, "x-tandem-key": requestId },
      body: JSON.stringify(data),
    });
    if (!reply.ok) throw new Error(`question ${requestId} failed: ${await reply.text()}`);
    await reply.arrayBuffer();
    asked.push({ requestId, label });
  };
  return {
    async ask(most, done = () => false) {
      let count = 0;
      for (; count < most && !done(); count++) await askOne();
      return count;
    },
    async quality(target) {
      await log.flush();
      await labelPredictions(table, asked.splice(0));
      const { metrics } = await liveMetrics(table, churn.task, { endpoint: churn.name, target, since });
      return metrics?.["rocAuc"];
    },
    begin() {
      since = new Date();
      asked = [];
    },
    stop: () => log.stop(),
  };
}
