import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const server = fileURLToPath(new URL("./peer.py", import.meta.url));

/** The interpreter that peers run in: TANDEM_PYTHON, or the project's virtual environment. */
export function pythonPath() {
  const given = process.env.TANDEM_PYTHON;
  if (given) return given;
  const own = `${root}.venv/bin/python`;
  return existsSync(own) ? own : undefined;
}

/**
 * Starts a Python file of functions as a peer that stays up, so that its calls can take turns with ours without its
 * start-up being counted.
 *
 * ```js
 * const peer = await startPython(new URL("./linear.py", import.meta.url), { needs: ["sklearn"], threads: 1 });
 * if (peer.missing) yield withoutPeer({ ..., reason: peer.missing });
 * const { milliseconds, result } = await peer.call("fit", { file });   // runs fit(file=...) of linear.py
 * await peer.stop();
 * ```
 * A peer that cannot run is `{ missing: reason }`: it is said, never guessed.
 */
export async function startPython(file, { needs = [], threads = 1 } = {}) {
  const python = pythonPath();
  if (!python) return { missing: "no Python: set TANDEM_PYTHON or make .venv with scikit-learn and pandas" };
  const environment = peerEnvironment(threads);
  const check = spawnSync(python, ["-c", needs.map((name) => `import ${name}`).join("\n")], {
    env: environment,
    encoding: "utf8",
  });
  if (check.status !== 0) return { missing: check.error?.message ?? check.stderr.trim().split("\n").at(-1) };
  const child = spawn(python, [server, fileURLToPath(file)], { env: environment, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const call = async (name, args = {}) => {
    child.stdin.write(`${JSON.stringify({ name, args })}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`the Python peer ${file} ended during ${name}`);
    const answer = JSON.parse(value);
    if (answer.error) throw new Error(`the Python peer failed in ${name}:\n${answer.error}`);
    return { milliseconds: answer.seconds * 1000, result: answer.result };
  };
  const stop = () =>
    new Promise((done) => {
      child.once("exit", done);
      child.stdin.end();
    });
  return { missing: undefined, call, stop };
}

/** Threads pinned; OpenBLAS left to choose its own kernels and block sizes. */
function peerEnvironment(threads) {
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...environment } = process.env;
  for (const name of ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"])
    environment[name] = String(threads);
  return environment;
}
