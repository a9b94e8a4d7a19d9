import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** `npm run turbo -- run build test --affected`: turbo as this workspace runs it, without telemetry. */

const folder = new URL("../node_modules/turbo/", import.meta.url);
const { bin } = JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
const script = fileURLToPath(new URL(typeof bin === "string" ? bin : bin.turbo, folder));
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
process.exitCode =
  spawnSync(process.execPath, [script, ...process.argv.slice(2)], { stdio: "inherit", env }).status ?? 1;
