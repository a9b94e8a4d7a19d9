import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { measured, paired } from "./harness/index.mjs";

const tandem = fileURLToPath(new URL("../packages/cli/bin/tandem.js", import.meta.url));

/** Milliseconds that `tandem --help` may take over a node that does nothing. */
const LIMIT = 60;

export async function* measures() {
  const start = (args) => {
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`node ${args.join(" ")} failed: ${stderr}`);
  };
  const times = await paired(
    () => start([tandem, "--help"]),
    () => start(["-e", "0"]),
    { rounds: 25, warmup: 2 },
  );
  yield measured({
    measure: "tandem --help over bare node -e 0",
    unit: "ms",
    ours: Math.max(0, times.ours - times.theirs),
    peer: "limit",
    theirs: LIMIT,
    goal: 1,
  });
}
