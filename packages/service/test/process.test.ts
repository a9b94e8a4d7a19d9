import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Registry } from "@tandem/registry";
import { expect, it, onTestFinished } from "vitest";

/** Two processes of a fixture behind one port, whichever is free. */
async function supervised(module: string, ...args: string[]) {
  const supervisor = fileURLToPath(new URL("./fixtures/supervisor.mjs", import.meta.url));
  const child = fork(supervisor, [module, "0", ...args], { execArgv: [] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exit = new Promise<number | null>((ended) => child.once("exit", (code) => ended(code)));
  const [told] = (await once(child, "message")) as [{ readonly pids: number[]; readonly port: number }];
  return { child, exit, ...told };
}

it("runs processes behind one port, starts one that ends again, and ends all on SIGTERM", async () => {
  const { child, exit, pids, port } = await supervised("./process.mjs");
  expect(new Set(pids).size).toBe(2);
  expect(await seen(port, 2)).toEqual(new Set(pids));

  process.kill(pids[0]!, "SIGKILL");
  let after = new Set<number>();
  while (after.size < 2) after = await seen(port, 2);
  expect(after.has(pids[0]!)).toBe(false);
  expect(after.has(pids[1]!)).toBe(true);

  child.kill("SIGTERM");
  expect(await exit).toBe(0);
  await expect(who(port)).rejects.toThrow();
});

it("moves a canary by the answers of all processes together, once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tandem-canary-"));
  const registry = await Registry.open({ sqlite: join(folder, "registry.db") });
  onTestFinished(async () => {
    await registry.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const limits = { minAnswers: 30, maxErrorRate: 0, maxLatencyRatio: 1e6 };
  const route = { default: "old", canary: { target: "new", steps: [1], step: 0, ...limits } };
  await registry.routes.set("who", route, { author: "test", why: "test" });

  const { child, exit, pids, port } = await supervised("./canary-process.mjs", join(folder, "registry.db"));
  const answers = new Map<number, number>();
  for (let n = 0; n < 40; n++) {
    const pid = await who(port);
    answers.set(pid, (answers.get(pid) ?? 0) + 1);
  }
  await expect.poll(() => registry.routes.history("who")).not.toHaveLength(1);
  expect([...answers.keys()].sort()).toEqual([...pids].sort());
  expect(Math.max(...answers.values())).toBeLessThan(limits.minAnswers); // no process has seen enough itself

  await who(port);
  await new Promise((next) => setTimeout(next, 300));
  const history = await registry.routes.history("who");
  expect(history).toMatchObject([
    { author: "test", route: { default: "old" } },
    { author: "canary", route: { default: "new" } },
  ]);
  expect(history).toHaveLength(2);
  expect(history[1]!.why).toMatch(/: (3\d|40) answers, 0 failed/);
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
});

/** Who answers, over new connections, until as many as wanted did or 200 were asked. */
async function seen(port: number, wanted: number): Promise<Set<number>> {
  const pids = new Set<number>();
  for (let n = 0; n < 200 && pids.size < wanted; n++)
    await who(port, A_MOMENT).then(
      (pid) => pids.add(pid),
      () => undefined,
    );
  return pids;
}

/** Milliseconds after which a connection that a killed process was just given is given up: nobody will answer it. */
const A_MOMENT = 2_000;

async function who(port: number, patience = 60_000): Promise<number> {
  const reply = await fetch(`http://127.0.0.1:${port}/endpoints/who`, {
    method: "POST",
    headers: { "content-type": "application/json", connection: "close" },
    body: "{}",
    signal: AbortSignal.timeout(patience),
  });
  return ((await reply.json()) as { pid: number }).pid;
}
