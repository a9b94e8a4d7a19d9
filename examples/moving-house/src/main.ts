import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { copyOfProject, moveTo, type Moved } from "./move.ts";

const { env } = process;
const houses = [
  "fs/blob/models",
  "memory/blob/models",
  "sqlite/blob/models",
  ...(env["MODELS_S3"] ? ["s3/blob/models"] : []),
  ...(env["MODELS_DATABASE"] ? ["postgres/blob/models"] : []),
];

const folder = copyOfProject();
try {
  const moved: Moved[] = [];
  for (const store of houses) {
    moved.push(await moveTo(folder, store, env));
    console.log(`${store.padEnd(20)} churn version ${moved.at(-1)!.version}`);
  }
  if (new Set(moved.map(({ version }) => version)).size !== 1) throw new Error("the versions differ");
  const kept = moved.filter(({ store }) => !store.startsWith("memory/"));
  if (new Set(kept.map(({ predictions }) => predictions)).size !== 1) throw new Error("the predictions differ");
  console.log("One line of tandem.yaml changed, and no line of the model.");
} finally {
  rmSync(dirname(folder), { recursive: true, force: true });
}
