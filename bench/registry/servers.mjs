import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { pythonPath } from "../harness/index.mjs";

/** Our MLflow API on SQLite, in a process of its own. */
export function startOurs(folder) {
  const database = join(folder, "registry.db");
  const program = fileURLToPath(new URL("./serve.mjs", import.meta.url));
  return start(database, (port) => [process.execPath, program, database, String(port)]);
}

/** MLflow's own server with one worker, on SQLite. */
export function startMlflow(folder) {
  const database = join(folder, "mlflow.db");
  const options = ["--backend-store-uri", `sqlite:///${database}`, "--artifacts-destination", join(folder, "files")];
  const serve = ["-m", "mlflow", "server", "--serve-artifacts", ...options, "--workers", "1", "--host", "127.0.0.1"];
  return start(database, (port) => [pythonPath(), ...serve, "--port", String(port)]);
}

async function start(database, command) {
  const port = await freePort();
  const [program, ...args] = command(port);
  const child = spawn(program, args, {
    stdio: "ignore",
    detached: true, // with the workers it starts
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true", MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false" },
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    if (child.exitCode !== null) return;
    const ended = once(child, "exit");
    process.kill(-child.pid, "SIGKILL");
    await ended;
  };
  for (let attempt = 0; attempt < 600 && child.exitCode === null; attempt++) {
    const answers = await fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answers) return { url, database, stop };
    await sleep(200);
  }
  await stop();
  throw new Error(`${program} ${args.join(" ")} did not start`);
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}
