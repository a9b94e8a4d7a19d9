import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../../../scripts/suites/free-port.mjs";
import { python } from "./python.ts";

export interface MlflowProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** MLflow's own server on SQLite, with its artifact proxy, in a folder of its own. */
export async function startMlflow(): Promise<MlflowProcess> {
  const folder = mkdtempSync(join(tmpdir(), "tandem-real-mlflow-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const options = {
    "--backend-store-uri": `sqlite:///${join(folder, "mlflow.db")}`,
    "--artifacts-destination": join(folder, "artifacts"),
    "--host": "127.0.0.1",
    "--port": String(port),
    "--workers": "1",
  };
  const child = spawn(python, ["-m", "mlflow", "server", "--serve-artifacts", ...Object.entries(options).flat()], {
    stdio: "ignore",
    detached: true, // a group of its own, so that its workers end with it
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true", MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false" },
  });
  const stop = async () => {
    if (child.exitCode === null && child.pid) {
      const ended = once(child, "exit");
      process.kill(-child.pid, "SIGKILL");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; ; attempt++) {
    if (
      await fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return { url, stop };
    if (attempt === 600 || child.exitCode !== null) {
      await stop();
      throw new Error(`mlflow server did not start (exit code ${String(child.exitCode)})`);
    }
    await new Promise((done) => setTimeout(done, 200));
  }
}
