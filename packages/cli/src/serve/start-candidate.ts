import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ServiceInstance } from "@tandem/promotion";
import type { Io } from "../io.ts";
import type { Project } from "../project/open-project.ts";

/** Milliseconds that a service may take to load a version and listen, and then to end. */
const TO_START = 120_000;
const TO_END = 10_000;

/** `tandem serve --candidate` as a process of its own, once it listens. @throws Error with what it wrote where it ends before */
export async function startCandidate({ config }: Project, io: Io, version: string): Promise<ServiceInstance> {
  const [model] = version.split("@");
  const bin = fileURLToPath(new URL("../../bin/tandem.js", import.meta.url));
  const args = ["serve", "--candidate", version, "--json", "--config", config.file, "--env", config.environment];
  const child = spawn(process.execPath, [bin, ...args], { cwd: config.root, env: io.env });
  child.stdin.end();
  const onAbort = () => child.kill();
  io.signal.addEventListener("abort", onAbort, { once: true });
  const stop = async () => {
    io.signal.removeEventListener("abort", onAbort);
    await end(child);
  };
  try {
    const { service } = JSON.parse(await firstLine(child)) as { readonly service: string };
    return { url: `${service}/endpoints/${model!}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  let [out, err] = ["", ""];
  child.stderr?.on("data", (chunk: Buffer) => (err = (err + chunk.toString()).slice(-4_000)));
  return new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error(`it did not listen within ${TO_START} ms: ${err.trim()}`)), TO_START);
    child.stdout?.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      if (!out.includes("\n")) return;
      clearTimeout(late);
      done(out);
    });
    child.once("error", fail);
    child.once("close", (code, signal) => {
      clearTimeout(late);
      fail(new Error(`it ended with ${code ?? signal}: ${err.trim()}`));
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill();
  const late = setTimeout(() => child.kill("SIGKILL"), TO_END);
  await ended;
  clearTimeout(late);
}
