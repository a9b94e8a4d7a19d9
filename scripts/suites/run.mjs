import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Missing } from "./missing.mjs";
import { needs } from "./needs.mjs";

/** `npm run test:services | test:interop | test:browser`: gets what the suite needs ready, or says how to, then runs it. */

const [suite = "", ...rest] = process.argv.slice(2);
const prepare = needs[suite];
if (!prepare) throw new Error(`no suite is called "${suite}": ${Object.keys(needs).join(", ")}`);

try {
  const { environment, excluded = [], release } = await prepare();
  try {
    process.exitCode = await vitest(
      ["run", "--project", suite, ...excluded.flatMap((glob) => ["--exclude", glob]), ...rest],
      environment,
    );
  } finally {
    await release();
  }
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  console.error(`test:${suite} cannot run: ${error.message}`);
  process.exitCode = 1;
}

/** @param {string[]} args @param {Record<string, string>} environment @returns {Promise<number>} */
function vitest(args, environment) {
  const script = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));
  const child = spawn(process.execPath, [script, ...args], {
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  // an interrupt reaches vitest too: wait for it, then release the servers
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => child.kill(signal));
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("exit", (code) => done(code ?? 1));
  });
}
