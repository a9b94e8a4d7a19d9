import { fork, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pythonPath } from "../harness/python.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const PATIENCE = 120_000;

/** A server of this benchmark in Node: `{ url, port, path, stop }`. */
export function startNode(file, path) {
  return new Promise((resolve, reject) => {
    const child = fork(join(here, file));
    child.once("exit", (code) => reject(new Error(`${file} ended with code ${code}`)));
    child.once("message", ({ port }) =>
      resolve({ url: `http://127.0.0.1:${port}${path}`, port, path, stop: () => child.disconnect() }),
    );
  });
}

/** The peers in Python, each as its own command starts it, one process; `{ missing }` where one cannot run. */
export const startFastapi = (folder, body) =>
  startPython(folder, pythonPath(), ["fastapi", "uvicorn", "sklearn"], "/score", body, (port) => [
    ...["-m", "uvicorn", "fastapi_app:app", "--port", port, "--workers", "1", "--no-access-log", "--app-dir", here],
  ]);

export const startMlflow = (folder, body) =>
  startPython(folder, pythonPath(), ["mlflow", "sklearn"], "/invocations", body, (port) => [
    ...["-m", "mlflow", "models", "serve", "-m", join(folder, "mlflow"), "--env-manager", "local", "-p", port],
  ]);

export function startBento(folder, body) {
  const python = process.env.TANDEM_BENTO_PYTHON ?? "/opt/peers/bento/bin/python";
  return startPython(folder, python, ["bentoml", "sklearn"], "/score", body, (port) => [
    ...["-m", "bentoml", "serve", "bento_app:Score", "--port", port, "--working-dir", here],
  ]);
}

async function startPython(folder, python, needs, path, body, args) {
  if (!python || !existsSync(python)) return { missing: "no Python interpreter for it" };
  const check = spawnSync(python, ["-c", needs.map((name) => `import ${name}`).join("\n")], { encoding: "utf8" });
  if (check.status !== 0) return { missing: check.stderr.trim().split("\n").at(-1) };
  const port = await freePort();
  const env = {
    ...process.env,
    PATH: `${dirname(python)}:${process.env.PATH}`,
    BENCH_MODEL: join(folder, "model.joblib"),
  };
  for (const name of ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]) env[name] = "1";
  const child = spawn(python, args(String(port)), { env, cwd: folder, stdio: "ignore", detached: true });
  const stop = () => process.kill(-child.pid, "SIGTERM");
  const url = `http://127.0.0.1:${port}${path}`;
  for (const end = Date.now() + PATIENCE; Date.now() < end;) {
    const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body }).catch(
      () => undefined,
    );
    if (answer?.ok) return { url, port, path, stop };
    await new Promise((go) => setTimeout(go, 300));
  }
  stop();
  return { missing: `it did not answer within ${PATIENCE / 1000} s` };
}

function freePort() {
  return new Promise((free) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => free(port));
    });
  });
}
