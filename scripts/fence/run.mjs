import { realpathSync } from "node:fs";
import { fileRules } from "./file-rules.mjs";
import { lintRules } from "./lint-layer.mjs";
import { packageRules } from "./package-rules.mjs";
import { typeRules } from "./types-layer.mjs";
import { described, inOrder } from "./violation.mjs";

/** `npm run fence [-- --json]`: the four layers of the fence over the tree in the current folder. docs/guides/fence.md explains. */

const root = realpathSync(process.cwd());
const started = [fileRules(root), packageRules(root), lintRules(root), typeRules(root)];
const layers = await Promise.all(started);
const violations = inOrder(layers.flat());

if (process.argv.includes("--json")) console.log(JSON.stringify(violations, null, 2));
else if (violations.length === 0) console.log("The fence holds: types, lint, package and file rules found nothing.");
else console.log(`${violations.map(described).join("\n\n")}\n\n${violations.length} violation(s) of the fence.`);
process.exitCode = violations.length === 0 ? 0 : 1;
