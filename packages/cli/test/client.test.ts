import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "@tandem/cli";
import { expect, it } from "vitest";

it("writes a typed client of a running service, and says where it could not be asked", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tandem-client-"));
  const endpoint = {
    name: "greet",
    input: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
    output: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
  };
  const server = createServer(({ url, headers }, reply) => {
    const known = url === "/endpoints" && headers.authorization === "Bearer secret";
    reply.writeHead(known ? 200 : 401).end(JSON.stringify(known ? { endpoints: [endpoint] } : {}));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const said: string[] = [];
  const stream = { write: (text: string) => said.push(text) > 0 };
  const io = { cwd: folder, stdout: stream, stderr: stream };
  try {
    const args = ["client", "--url", url, "--out", "client.ts"];
    expect(await main(args, { ...io, env: { TANDEM_KEY: "secret" } } as never)).toBe(0);
    const source = readFileSync(join(folder, "client.ts"), "utf8");
    expect(source).toContain("export type GreetInput = { readonly name: string; };");
    expect(source).toContain("readonly greet: Ask<GreetInput, GreetOutput>;");
    expect(await main(args, { ...io, env: {} } as never)).toBe(1);
    expect(said.at(-1)).toContain("refused with 401");
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
