import {
  columnarSamples,
  digestSamples,
  fieldKinds,
  sampleTable,
  type LabeledSample,
  type Samples,
} from "@tandem/core";
import type { Expect } from "../check.ts";
import { difference } from "../difference.ts";
import { outcomes, type Subject } from "./subject.ts";

/** What predictions must be, whatever the model. */
export function predictionChecks<D, L, O extends object>(subject: Subject<D, L, O>) {
  const { pkg, rows } = subject;
  return {
    "gives one prediction per sample, in order": async (expect: Expect) => {
      await subject.trained(async (model) => {
        const predictions = await model.predict(subject.plain());
        expect.that(predictions.length === rows.length, `${predictions.length} predictions for ${rows.length} samples`);
        const found = difference(
          [...predictions].map((p) => p.id),
          rows.map((row) => row.id),
        );
        if (found) expect.fail(`the ids of predictions are not those of the samples, ${found}`);
        expect.that(
          difference(
            predictions.ids,
            rows.map((row) => row.id),
          ) === undefined,
          "predictions.ids are not those of the samples",
        );
      });
    },
    "gives outcomes that match the outcome schema": async (expect: Expect) => {
      await subject.restored(async (model) => {
        for (const { id, ...outcome } of await subject.predict(model)) {
          const result = await pkg.outcome["~standard"].validate(outcome);
          if (result.issues)
            expect.fail(
              `the prediction for ${id} does not match: ${result.issues.map((issue) => issue.message).join("; ")}`,
            );
        }
      });
    },
    "predicts a row alike alone and in a batch": async (expect: Expect) => {
      await subject.restored(async (model) => {
        const batch = [...(await subject.predict(model))];
        for (const row of spread(rows.length, 10)) {
          const alone = await model.predict(subject.plain([rows[row]!]));
          subject.same(expect, `sample ${rows[row]!.id} alone and in a batch`, alone, [batch[row]!]);
        }
      });
    },
    "predicts rows in any order alike": async (expect: Expect) => {
      await subject.restored(async (model) => {
        const batch = [...(await subject.predict(model))];
        const order = rows.map((_, row) => rows.length - 1 - row);
        const reversed = await model.predict(subject.plain().select(order));
        subject.same(
          expect,
          "samples in reverse order",
          reversed,
          order.map((row) => batch[row]!),
        );
      });
    },
    "predicts samples by row and by column alike": async (expect: Expect) => {
      await subject.restored(async (model) => {
        const samples = subject.plain();
        const columnar = columnarSamples<D>(sampleTable(samples), fieldKinds(pkg.sample));
        subject.same(
          expect,
          "the same samples by row and by column",
          await model.predict(samples),
          await model.predict(columnar),
        );
      });
    },
    "leaves its samples untouched": async (expect: Expect) => {
      const own = structuredClone(rows) as LabeledSample<D, L>[];
      const columnar = columnarSamples(
        sampleTable(subject.training() as unknown as Samples<D>),
      ) as unknown as Samples<D>;
      const before = digestSamples(columnar);
      await subject.trained(
        (model) => model.predict(subject.training(own) as unknown as Samples<D>),
        subject.training(own),
      );
      const found = difference(own, rows);
      if (found) expect.fail(`samples were changed ${found} before`);
      await subject.trained((model) => model.predict(columnar), columnar as never);
      expect.that(digestSamples(columnar) === before, "columns of the samples were changed");
    },
    "predicts alike under other ids": async (expect: Expect) => {
      await subject.restored(async (model) => {
        const renamed = rows.map(({ data }, row) => ({ id: `renamed-${row}`, data }));
        const [own, other] = [await subject.predict(model), await model.predict(subject.plain(renamed))];
        subject.same(expect, "samples under their own and under other ids", outcomes(own), outcomes(other));
      });
    },
  };
}

/** About `count` row numbers from first to last. */
export function spread(length: number, count: number): readonly number[] {
  const step = Math.max(1, (length - 1) / Math.max(1, count - 1));
  const picked = new Set<number>();
  for (let at = 0; at < length; at += step) picked.add(Math.round(at));
  return [...picked].filter((row) => row < length);
}
