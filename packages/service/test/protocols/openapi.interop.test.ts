import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { invocations, openApi, openInference } from "@tandem/service";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openServed, type Served } from "./served.ts";

const python = process.env["TANDEM_PYTHON"] ?? ".venv/bin/python";

let served: Served;
let url: string;
beforeAll(async () => {
  served = await openServed({ modules: [openInference, invocations({ endpoint: "flower" }), openApi()] });
  url = await served.app.listen({ port: 0, host: "127.0.0.1" });
});
afterAll(() => served.close());

it("schemathesis finds nothing", async () => {
  const config = fileURLToPath(new URL("schemathesis.toml", import.meta.url));
  const command = join(dirname(python), "schemathesis");
  const args = ["--config-file", config, "run", `${url}/openapi.json`, "--no-color"];
  const { code, output } = await new Promise<{ code: number | null; output: string }>((done) => {
    const child = execFile(command, args, { maxBuffer: 1 << 26, timeout: 280_000 }, (_error, stdout, stderr) =>
      done({ code: child.exitCode, output: stdout + stderr }),
    );
  });
  expect(code, output).toBe(0);
  expect((await served.app.inject({ url: "/health/ready" })).statusCode).toBe(200);
});
