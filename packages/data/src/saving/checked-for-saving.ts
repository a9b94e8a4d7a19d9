import { samplesOf, TandemError, type Samples, type Signal } from "@tandem/core";
import { checkBatch, type Checking } from "../checked-rows.ts";
import { packColumn } from "../check/columns.ts";
import { ReportBuilder } from "../check/report.ts";
import type { RawBatch } from "../raw-batch.ts";
import { planReading, type RecordOptions } from "../read-plan.ts";
import { kindsOf } from "../schema/plan.ts";
import type { AnySamples, SinkBatch } from "../sink/sink-batch.ts";
import { savedBatch } from "./saved-batch.ts";
import { savedRows } from "./saved-rows.ts";
import { unwritableCells, type SavedFormat } from "./unwritable.ts";

/** What can be saved: samples, whole or in batches. */
export type Savable = AnySamples | AsyncIterable<AnySamples>;

/** Rows that are held as loose values at once. */
const PIECE = 8192;

/**
 * Batches to write, held against the plan that they will be read by. From the first invalid row on nothing is given any
 * more, but all is looked at. @throws TandemError `data/invalid` at the end, with every invalid row
 */
export async function* checkedForSaving(
  samples: Savable,
  source: string,
  options: RecordOptions<unknown, unknown>,
  format: SavedFormat,
  signal: Signal | undefined,
): AsyncGenerator<SinkBatch> {
  const plan = planReading(source, options, true);
  const report = new ReportBuilder(plan.maxFailures);
  const checking: Checking = { name: source, plan, kinds: kindsOf(plan.record), report, keepsInvalid: false };
  let rows = 0;
  for await (const batch of inBatches(samples)) {
    if (!isSamples(batch))
      throw new TandemError("data/not-savable", {
        source,
        reason: "what was given is neither samples nor batches of them; samplesOf makes samples of rows",
      });
    const seenIds = new Set<string>();
    for (let from = 0; from < batch.length; from += PIECE) {
      signal?.throwIfAborted();
      const raw = savedRows(source, pieceOf(batch, from), plan, rows + 1);
      rows += raw.length;
      await checkBatch(withUnwritable(raw, checking, format), { ...checking, seenIds });
      if (report.total === 0) yield savedBatch(raw, plan, format);
    }
  }
  if (report.total > 0) throw new TandemError("data/invalid", { source, report: report.build(), saving: true });
  if (rows === 0) yield savedBatch(savedRows(source, samplesOf([]), plan, 1), plan, format);
}

function inBatches(samples: Savable): AsyncIterable<AnySamples> | readonly AnySamples[] {
  const given = Object(samples) as object; // whatever it is
  return Symbol.asyncIterator in given ? (samples as AsyncIterable<AnySamples>) : [samples as AnySamples];
}

/** Also of what only a caller without types can give. */
function isSamples(given: AnySamples | undefined): boolean {
  return Array.isArray(given?.ids) && typeof given?.select === "function";
}

function pieceOf(batch: AnySamples, from: number): Samples<unknown> {
  if (batch.length <= PIECE) return batch as Samples<unknown>;
  const rows = Int32Array.from({ length: Math.min(PIECE, batch.length - from) }, (_, row) => from + row);
  return batch.select(rows) as Samples<unknown>;
}

/** Cells that cannot be written are failures, unless they are one already. */
function withUnwritable(raw: RawBatch, { plan }: Checking, format: SavedFormat): RawBatch {
  const { id, label, weight, group } = plan;
  const ids = raw.ids && !raw.fields.has(id!) ? packColumn(raw.ids, "string") : undefined;
  const failed = new Set(raw.failures.map(({ row, column }) => `${row} ${column ?? ""}`));
  const cells = [
    ...(ids ? [unwritableCells(id!, ids, undefined, { ...format, missing: new Set() })] : []),
    ...[...raw.fields].map(([name, column]) => unwritableCells(name, column, plan.declared.get(name), format)),
    ...(raw.label && label ? [unwritableCells(label.field, raw.label, label, format)] : []),
    ...(raw.weights && weight ? [unwritableCells(weight.field, raw.weights, weight, format)] : []),
    ...(raw.groups && group ? [unwritableCells(group.field, raw.groups, group, format)] : []),
  ];
  const more = cells.flat().filter(({ row, column }) => !failed.has(`${row} ${column ?? ""}`));
  return more.length === 0 ? raw : { ...raw, failures: [...raw.failures, ...more] };
}
