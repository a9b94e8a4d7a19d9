import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { z } from "zod";

/** A schema with a field of every kind, and rows with every kind of missing value and awkward text. */
export const Order = z.object({
  amount: z.number().nullish(),
  count: z.int().nullish(),
  zip: z.string().nullish(),
  paid: z.boolean().nullish(),
  day: z.date().nullish(),
  tags: z.array(z.string()).nullish(),
});
export type Order = z.infer<typeof Order>;
export const Kept = z.enum(["yes", "no"]);
export type Kept = z.infer<typeof Kept>;

export const orders = [
  {
    id: "a",
    data: {
      amount: 0.1 + 0.2,
      count: 3,
      zip: "01234",
      paid: true,
      day: new Date("2024-02-29T12:30:00.250Z"),
      tags: ["x", 'y"z'],
    },
    label: "yes" as const,
    weight: 2,
    group: "g",
  },
  {
    id: "b",
    data: { amount: null, count: null, zip: null, paid: null, day: null, tags: null },
    label: "no" as const,
    weight: 1,
    group: "h",
  },
  {
    id: 'c,"\n',
    data: { amount: -1e-300, count: -7, zip: "", paid: false, day: new Date("1969-12-31T00:00:00.000Z"), tags: [] },
    label: "yes" as const,
    weight: 0.5,
    group: "g",
  },
];

/** The rows as columnar samples give them back: NaN for missing numbers. */
export const ordersBack = orders.map(({ data, ...rest }) => ({
  ...rest,
  data: { ...data, amount: data.amount ?? NaN, count: data.count ?? NaN },
}));

/** A folder that is there while the tests of a file run. */
export function testFolder(): (name: string) => string {
  let folder = "";
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "tandem-data-"))));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return (name) => join(folder, name);
}
