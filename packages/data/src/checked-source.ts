import { abortable, TandemError, type TrainingSamples } from "@tandem/core";
import { ReportBuilder } from "./check/report.ts";
import { checkBatch, type Checking } from "./checked-rows.ts";
import { joinBatches } from "./join-batches.ts";
import { raceAbort } from "./race-abort.ts";
import type { RowReader } from "./raw-batch.ts";
import { planReading, type RecordOptions } from "./read-plan.ts";
import { kindsOf } from "./schema/plan.ts";
import type { BatchOptions, Checked, CheckedBatch, ReadOptions, Source } from "./source.ts";

const BATCH_ROWS = 65_536;

/** A source over a reader of some format: reads by the plan, holds rows against the schema, keeps the mode's promises. */
export function checkedSource<D, L>(reader: RowReader, options: RecordOptions<D, L>, labelled = true): Source<D, L> {
  const { name } = reader;
  const newChecking = (whole: boolean, keepsInvalid: boolean): Checking => {
    const plan = planReading(name, options, labelled);
    return {
      name,
      plan,
      kinds: kindsOf(plan.record),
      report: new ReportBuilder(plan.maxFailures),
      keepsInvalid,
      ...(whole ? { seenIds: new Set<string>() } : {}),
    };
  };
  async function* halves(
    checking: Checking,
    { batchRows = BATCH_ROWS, signal }: BatchOptions,
  ): AsyncGenerator<CheckedBatch<D, L>> {
    if (!(batchRows >= 1))
      throw new TandemError("data/bad-options", {
        source: name,
        option: "batchRows",
        reason: `is ${batchRows}: give 1 or more`,
      });
    const batches = reader.batches({ plan: checking.plan, batchRows, signal })[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await abortable(`reading ${name}`, signal, () => raceAbort(batches.next(), signal));
        if (next.done) return;
        if (next.value.length > 0) yield await checkBatch<D, L>(next.value, checking);
      }
    } finally {
      const left = batches.return?.();
      if (!signal?.aborted) await left;
      else left?.catch(() => {});
    }
  }
  async function checkAll(checking: Checking, { signal }: ReadOptions): Promise<Checked<D, L>> {
    const batches: CheckedBatch<D, L>[] = [];
    for await (const batch of halves(checking, { batchRows: Infinity, ...(signal ? { signal } : {}) }))
      batches.push(batch);
    return { ...joinBatches(batches, checking), report: checking.report.build() };
  }
  const refuses = (checking: Checking) => checking.plan.mode !== "drop-invalid" && checking.report.total > 0;
  const judge = (checking: Checking, { onLeftOut }: ReadOptions) => {
    if (refuses(checking)) throw new TandemError("data/invalid", { source: name, report: checking.report.build() });
    const { invalidRows } = checking.report;
    if (invalidRows > 0) onLeftOut?.(invalidRows);
  };
  return {
    name,
    async *batches(batchOptions = {}): AsyncGenerator<TrainingSamples<D, L>> {
      const checking = newChecking(false, false);
      for await (const { valid } of halves(checking, batchOptions))
        if (!refuses(checking) && valid.length > 0) yield valid;
      judge(checking, batchOptions);
    },
    async read(readOptions = {}) {
      const checking = newChecking(true, false);
      const { valid } = await checkAll(checking, readOptions);
      judge(checking, readOptions);
      return valid;
    },
    checkedBatches: (batchOptions = {}) => halves(newChecking(false, true), batchOptions),
    check: (readOptions = {}) => checkAll(newChecking(true, true), readOptions),
    unlabeled: () => checkedSource<D, never>(reader, options as RecordOptions<D>, false),
  };
}
