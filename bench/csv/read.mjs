import { csvSource } from "@tandem/data";
import { z } from "zod";

/** Reads a CSV by a schema of types, or one of checks too; says the milliseconds of the reading and the peak memory of the process as JSON. */
const number = z.number().nullish();
const text = z.string().nullish();
const schemas = {
  plain: z.object({
    n1: number,
    n2: number,
    n3: number,
    n4: number,
    n5: number,
    n6: number,
    n7: number,
    n8: number,
    n9: number,
    city: text,
    plan: text,
    region: text,
  }),
  validated: z.object({
    n1: z.int().min(0).max(100),
    n2: z.int().min(0),
    n3: z.number().min(0).max(100),
    n4: z.number().min(-5).max(5),
    n5: z.number().nonnegative(),
    n6: z.number().min(0).max(1000).nullish(),
    n7: z.number().min(-1).max(1),
    n8: z.int().min(0).max(1),
    n9: z.number().min(0).max(1e6),
    city: z.string().regex(/^city_\d+$/),
    plan: z.enum(["basic", "plus", "premium"]),
    region: z.string().min(3).max(20),
  }),
};

const [file, how] = process.argv.slice(2);
const start = performance.now();
const samples = await csvSource(file, { schema: schemas[how], id: { from: "row" } }).read();
const milliseconds = performance.now() - start;
const sum = samples.column("n1").reduce((total, value) => total + value, 0);
if (!(sum > 0) || samples.codes("plan").dictionary.length !== 3) throw new Error("the file was not read as it is");
console.log(JSON.stringify({ rows: samples.length, milliseconds, megabytes: process.resourceUsage().maxRSS / 1e3 }));
