import type { Expect } from "../check.ts";
import { heapGrowth } from "./heap.ts";
import { spread } from "./prediction-checks.ts";
import type { Subject } from "./subject.ts";

/** What must hold while a model lives and when it is closed. */
export function lifeChecks<D, L, O extends object>(subject: Subject<D, L, O>) {
  const { pkg, rows, options } = subject;
  return {
    "keeps memory flat over 1,000 predictions": async (expect: Expect) => {
      const few = spread(rows.length, 16).map((row) => rows[row]!);
      await subject.restored(async (model) => {
        const bytes = await heapGrowth(
          PREDICTIONS,
          async () => void [...(await model.predict(subject.plain(few)))],
          BYTES_PER_PREDICTION,
        );
        expect.that(
          bytes <= BYTES_PER_PREDICTION,
          `the heap grows by about ${Math.round(bytes)} bytes with every predict`,
        );
      });
    },
    "releases what it holds when closed": async (expect: Expect) => {
      const before = await options.live?.();
      const artifact = await subject.trained(async (model) => {
        const other = await pkg.restore(await model.toArtifact());
        await other.predict(subject.plain());
        await other.close();
        await other.close();
        await expect.code("model/closed", "predicting with a closed model", () => other.predict(subject.plain()));
        await model.predict(subject.plain());
        return model.toArtifact();
      });
      await (await pkg.restore(artifact)).close();
      const after = await options.live?.();
      expect.that(before === after, `${after} things are alive after closing every model, ${before} before`);
    },
  };
}

const PREDICTIONS = 1_000;
const BYTES_PER_PREDICTION = 256;
