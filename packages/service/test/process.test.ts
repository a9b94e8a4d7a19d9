import { fork } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";

it("runs processes behind one port, starts one that ends again, and ends all on SIGTERM", async () => {
  const port = await freePort();
  const child = fork(fileURLToPath(new URL("./fixtures/supervisor.mjs", import.meta.url)), [String(port)], {
    execArgv: [],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exit = new Promise<number | null>((ended) => child.once("exit", (code) => ended(code)));
  const { pids } = await new Promise<{ pids: number[] }>((told) => child.once("message", told as (m: unknown) => void));
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

/** Who answers, over new connections, until as many as wanted did or 200 were asked. */
async function seen(port: number, wanted: number): Promise<Set<number>> {
  const pids = new Set<number>();
  for (let n = 0; n < 200 && pids.size < wanted; n++)
    await who(port).then(
      (pid) => pids.add(pid),
      () => undefined,
    );
  return pids;
}

async function who(port: number): Promise<number> {
  const reply = await fetch(`http://127.0.0.1:${port}/endpoints/who`, {
    method: "POST",
    headers: { "content-type": "application/json", connection: "close" },
    body: "{}",
    signal: AbortSignal.timeout(2_000), // a connection that a killed process was just given is never answered
  });
  return ((await reply.json()) as { pid: number }).pid;
}

function freePort(): Promise<number> {
  return new Promise((free) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => free(port));
    });
  });
}
