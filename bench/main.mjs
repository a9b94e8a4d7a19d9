import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { table } from "./harness/print.mjs";

const usage = `npm run bench -- [name ...] [--json]

Runs the benchmarks bench/<name>.mjs, all of them without a name, and prints each measure beside its peer.
A name may also be the path of a benchmark's file.
  --json   one JSON line a measure, and nothing else, on standard output
  --list   the names there are`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean" }, list: { type: "boolean" }, help: { type: "boolean" } },
});
const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".mjs") && file !== "main.mjs")
  .map((file) => file.slice(0, -".mjs".length))
  .sort();

if (values.help) console.log(usage);
else if (values.list) console.log(known.join("\n"));
else process.exitCode = await run(positionals.length > 0 ? positionals : known);

async function run(names) {
  const unknown = names.filter((name) => !known.includes(name) && !name.endsWith(".mjs"));
  if (unknown.length > 0) {
    console.error(`there is no benchmark ${unknown.join(", ")}; there are ${known.join(", ")}`);
    return 2;
  }
  let failures = 0;
  const all = [];
  for (const name of names) {
    try {
      const module = await import(name.endsWith(".mjs") ? pathToFileURL(resolve(name)).href : `./${name}.mjs`);
      for await (const measure of module.measures()) {
        all.push(measure);
        if (values.json) console.log(JSON.stringify(measure));
        else console.error(`${name}: ${measure.measure}: ratio ${measure.ratio ?? "-"}`);
      }
    } catch (error) {
      failures++;
      console.error(`${name} failed: ${error instanceof Error ? error.stack : error}`);
    }
  }
  if (!values.json) console.log(`\n${table(all)}`);
  return failures > 0 ? 1 : 0;
}
