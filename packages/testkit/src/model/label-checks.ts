import { labeledSamplesOf, type LabeledSample } from "@tandem/core";
import type { Expect } from "../check.ts";
import { givesAway } from "./gives-away.ts";
import type { Subject } from "./subject.ts";

/** Ways in which a model could know what it shall predict. */
export function labelChecks<D, L, O extends object>(subject: Subject<D, L, O>) {
  const { rows } = subject;
  const relabelled = () => rows.map((row, at) => ({ ...row, label: rows[rows.length - 1 - at]!.label }));
  return {
    "keeps labels out of features": async (expect: Expect) => {
      await subject.restored(async (model) => {
        const plain = [...(await subject.predict(model))];
        subject.same(expect, "samples with and without labels", plain, await model.predict(labeledSamplesOf(rows)));
        subject.same(
          expect,
          "samples with their own and with other labels",
          plain,
          await model.predict(labeledSamplesOf(relabelled())),
        );
      });
    },
    "remembers nothing outside its artifact": async (expect: Expect) => {
      const before = await subject.restored(async (model) => [...(await subject.predict(model))]);
      const others: readonly LabeledSample<D, L>[] = subject.labelled ? relabelled() : rows.slice(rows.length / 2);
      await subject.trained((model) => model.predict(subject.plain()), subject.training(others));
      await subject.restored(async (model) => {
        subject.same(
          expect,
          `the same artifact before and after training on other ${subject.labelled ? "labels" : "samples"}`,
          before,
          await subject.predict(model),
        );
      });
    },
    "has no field that gives the label away": async (expect: Expect) => {
      const fields = new Set(rows.flatMap(({ data }) => Object.keys(data as object)));
      for (const field of fields) {
        const how = givesAway(rows, field);
        if (how)
          expect.fail(
            `"${field}" ${how}: if it is only known once the outcome is, it does not belong into the samples`,
          );
      }
    },
  };
}
