import {
  utf8Bytes,
  type ColumnKind,
  type FieldKinds,
  type Keys,
  type LabeledDataset,
  type Samples,
} from "@tandem/core";
import type { Body } from "./frame.ts";
import type { SampleFeatures } from "./sample-features.ts";

type Described = readonly [field: string, kind: ColumnKind, extra: unknown];

/** What Python is told of samples: their columns lie one after the other in the body from byte `at`. */
interface SamplesHeader {
  readonly rows: number;
  /** Where a JSON array of them is in the body: only a dataset that asks for them has it parsed. */
  readonly ids: readonly [at: number, length: number];
  readonly at: number;
  readonly columns: readonly Described[];
}

/** The declared fields where the schema says them, otherwise the fields there are; a missing one is a column of missing values. */
export function writeSamples<D>(samples: Samples<D>, kinds: FieldKinds | undefined, body: Body): SamplesHeader {
  const fields = (kinds ? Object.keys(kinds) : samples.fields) as Keys<D>[];
  const ids = utf8Bytes(JSON.stringify(samples.ids));
  const idsAt = body.add(ids);
  const at = body.length;
  const columns = fields.map((field) => writeColumn(samples, field, body));
  return { rows: samples.length, ids: [idsAt, ids.length], at, columns };
}

/** Training samples with what is known of them; labels are sent as a column of their own. */
export function writeTraining<D, L>(
  { features, labels, weights, groups }: LabeledDataset<SampleFeatures<D>, L>,
  kinds: FieldKinds | undefined,
  body: Body,
): object {
  return {
    ...writeSamples(features.samples, kinds, body),
    ...(labels.length > 0 ? { labels: writeValues(labels, body) } : {}),
    ...(weights ? { weights: writeValues(weights, body) } : {}),
    ...(groups ? { groups } : {}),
  };
}

function writeColumn<D>(samples: Samples<D>, field: Keys<D>, body: Body): Described {
  const kind = samples.kind(field) ?? "json";
  switch (kind) {
    case "number":
    case "date":
    case "boolean":
      body.add(samples.numbers(field));
      return [field, kind, null];
    case "string": {
      const { codes, dictionary } = samples.codes(field);
      body.add(codes);
      return [field, kind, dictionary];
    }
    case "json":
      return [field, kind, samples.column(field)];
  }
}

function writeValues(values: ArrayLike<unknown>, body: Body): object {
  const at = body.length;
  if (!(values instanceof Float64Array)) return { at, columns: [["value", "json", Array.from(values)]] };
  body.add(values);
  return { at, columns: [["value", "number", null]] };
}
