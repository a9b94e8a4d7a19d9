import { TandemError, type LabeledSample } from "@tandem/core";
import type { Expect } from "../check.ts";
import { spread } from "./prediction-checks.ts";
import { outcomes, type Subject } from "./subject.ts";

/**
 * What must be borne with in samples. The declaration is the package's sample schema: data that it accepts must be
 * predicted; data that it refuses must be predicted or refused by a TandemError, never crash or give a broken outcome.
 */
export function inputChecks<D, L, O extends object>(subject: Subject<D, L, O>) {
  const { pkg, rows } = subject;
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row.data as object)))];
  const predictsAsDeclared = (expect: Expect, what: string, changed: readonly LabeledSample<D, L>[]) =>
    subject.restored((model) =>
      asDeclared(expect, subject, what, changed, async () => [...(await model.predict(subject.plain(changed)))]),
    );
  const some = spread(rows.length, 5).map((row) => rows[row]!);

  return {
    "handles an empty batch": async (expect: Expect) => {
      await expect.code("dataset/empty", "training on no samples", () =>
        pkg.train(subject.training([]), subject.run()),
      );
      await subject.restored(async (model) => {
        const none = await model.predict(subject.plain([]));
        expect.that(none.length === 0 && [...none].length === 0, `${none.length} predictions for no samples`);
      });
    },
    "handles missing fields as declared": async (expect: Expect) => {
      for (const field of fields) {
        await predictsAsDeclared(
          expect,
          `samples without "${field}"`,
          some.map((row) => changed(row, field)),
        );
        await predictsAsDeclared(
          expect,
          `samples with "${field}" null`,
          some.map((row) => changed(row, field, null)),
        );
      }
    },
    "handles an unknown category as declared": async (expect: Expect) => {
      const categories = fields.filter((field) => rows.some((row) => typeof valueOf(row, field) === "string"));
      for (const field of categories)
        await predictsAsDeclared(
          expect,
          `samples with an unknown "${field}"`,
          some.map((row) => changed(row, field, "never-seen-before")),
        );
    },
    "handles an always-empty column as declared": async (expect: Expect) => {
      for (const half of [0, 1]) {
        const empty = fields.filter((_, at) => at % 2 === half);
        if (empty.length === 0) continue;
        const emptied = rows.map((row) =>
          empty.reduce<LabeledSample<D, L>>((made, field) => emptiable(pkg, made, field), row),
        );
        await asDeclared(expect, subject, `training with nothing in ${empty.join(", ")}`, emptied, () =>
          subject.trained(
            async (model) => [
              ...(await model.predict(subject.plain(emptied))),
              ...(await model.predict(subject.plain())),
            ],
            subject.training(emptied),
          ),
        );
      }
    },
    "ignores unseen extra fields": async (expect: Expect) => {
      const extra = rows.map((row) => ({
        ...row,
        data: { ...row.data, unseenText: "x", unseenNumber: 1e6, unseenList: [1] },
      }));
      await subject.restored(async (model) => {
        subject.same(
          expect,
          "samples with and without extra fields",
          outcomes(await subject.predict(model)),
          outcomes(await model.predict(subject.plain(extra))),
        );
      });
      await subject.trained(async (model) => void (await model.predict(subject.plain())), subject.training(extra));
    },
  };
}

function valueOf(row: { readonly data: unknown }, field: string): unknown {
  return (row.data as Record<string, unknown>)[field];
}

function changed<D, L>(row: LabeledSample<D, L>, field: string, value?: unknown): LabeledSample<D, L> {
  const { [field]: _, ...rest } = row.data as Record<string, unknown>;
  return { ...row, data: (value === undefined ? rest : { ...rest, [field]: value }) as D };
}

/** The row without the field, or with null in it, whichever the schema accepts; else as it is. */
function emptiable<D, L>(
  pkg: { readonly sample: Subject<D, L, object>["pkg"]["sample"] },
  row: LabeledSample<D, L>,
  field: string,
): LabeledSample<D, L> {
  for (const empty of [changed(row, field, null), changed(row, field)]) {
    const result = pkg.sample["~standard"].validate(empty.data);
    if (!(result instanceof Promise) && !result.issues) return empty;
  }
  return row;
}

async function asDeclared<D, L, O extends object>(
  expect: Expect,
  { pkg }: Subject<D, L, O>,
  what: string,
  rows: readonly { readonly data: D }[],
  act: () => Promise<readonly object[]>,
): Promise<void> {
  const results = await Promise.all(rows.map((row) => pkg.sample["~standard"].validate(row.data)));
  const accepted = results.every((result) => !result.issues);
  let predictions: readonly object[];
  try {
    predictions = await act();
  } catch (error) {
    if (TandemError.is(error, "check/failed")) throw error;
    if (accepted) expect.fail(`${what}: the sample schema accepts it, but it fails: ${String(error)}`);
    if (!TandemError.is(error))
      expect.fail(`${what}: refused by ${String(error)}, not by a TandemError that says what to mend`);
    return;
  }
  for (const prediction of predictions) {
    const { id: _, ...outcome } = prediction as { readonly id: string };
    const result = await pkg.outcome["~standard"].validate(outcome);
    if (result.issues)
      expect.fail(`${what}: the outcome is broken: ${result.issues.map((issue) => issue.message).join("; ")}`);
  }
}
