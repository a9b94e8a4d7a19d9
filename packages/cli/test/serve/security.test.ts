import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { CONFIG, newProject, type Project } from "../fixtures/project.ts";
import { ask, get, serve } from "../fixtures/serving.ts";

const file = (name: string) => fileURLToPath(new URL(`../fixtures/certificate/${name}`, import.meta.url));
const secret = "a secret of tokens that is long enough";

/** What `tandem key` prints. */
async function newKey(project: Project, id: string, scopes: string) {
  const { code, stdout } = await project.tandem(["key", id, "--scopes", scopes, "--json"]);
  expect(code).toBe(0);
  return JSON.parse(stdout) as { readonly key: string; readonly hash: string };
}

async function secured(more = "") {
  const project = newProject();
  const [shop, ops] = [await newKey(project, "shop", "predict"), await newKey(project, "ops", "admin")];
  project.write(
    "tandem.yaml",
    `${CONFIG}serve:
  security:
    keys:
      shop: { hash: "${shop.hash}", scopes: [predict] }
      ops: { key: "\${OPS_KEY}", scopes: [admin] }
      old: { hash: "${shop.hash.replace(/.$/, "0")}", scopes: [read], expires: 2020-01-01 }
    tokens: { algorithm: HS256, secret: "\${JWT_SECRET}", issuer: https://id.example, audience: models }
${more}`,
  );
  const env = { OPS_KEY: ops.key, JWT_SECRET: secret };
  return { project, env, shop: shop.key, ops: ops.key };
}

describe("serve.security", () => {
  it("lets keys and tokens do what their scopes say, over HTTP and in MLflow's API, and nobody else", async () => {
    const { project, env, shop, ops } = await secured("    rateLimit: { requests: 8, window: 3600000 }\n");
    expect(await project.tandem(["train", "sides", "--quiet"])).toMatchObject({ code: 0 });
    const running = await serve(project, ["--host", "0.0.0.0"], env);
    expect(running.secured).toBe(true);
    expect(running.stderr()).not.toContain("WARNING");
    const service = running.service.replace("0.0.0.0", "127.0.0.1");
    const predict = (headers: Record<string, string>) => ask(`${service}/endpoints/sides`, { x: 1 }, headers);
    expect(await predict({})).toMatchObject({ status: 401, body: { error: { code: "service/unauthenticated" } } });
    expect(await predict({ "x-api-key": shop })).toMatchObject({ status: 200, body: { label: "high" } });
    expect(await predict({ authorization: `Bearer ${shop}x` })).toMatchObject({ status: 401 });
    const token = await new SignJWT({ scope: "read" })
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer("https://id.example")
      .setAudience("models")
      .setSubject("dashboard")
      .setExpirationTime("1h")
      .sign(new TextEncoder().encode(secret));
    const bearer = { authorization: `Bearer ${token}` };
    expect(await predict(bearer)).toMatchObject({ status: 403 });
    expect(await get(`${service}/metrics`, bearer)).toMatchObject({ status: 200 });
    expect(await get(`${service}/metrics`, { "x-api-key": shop })).toMatchObject({ status: 403 });
    expect(await get(`${service}/health/ready`)).toEqual({ status: 200, body: '{"ready":true}' });
    const statuses = [];
    for (let n = 0; n < 8; n++) statuses.push((await predict({ "x-api-key": shop })).status);
    expect(statuses.slice(0, 6)).toEqual([200, 200, 200, 200, 200, 200]); // two of its eight were taken before
    expect(statuses).toContain(429);
    const mlflow = `${running.mlflow!.replace("0.0.0.0", "127.0.0.1")}/api/2.0/mlflow/registered-models/get?name=sides`;
    expect(await get(mlflow)).toMatchObject({
      status: 401,
      body: expect.stringContaining("UNAUTHENTICATED") as string,
    });
    expect(await get(mlflow, bearer)).toMatchObject({ status: 403 });
    expect(await get(mlflow, { authorization: `Bearer ${ops}` })).toMatchObject({ status: 200 });
    for (const hidden of [shop, ops, secret, token]) expect(running.stderr()).not.toContain(hidden);
    expect(await running.end()).toBe(0);
  });

  it("speaks HTTPS, and only that", async () => {
    const tls = `  tls: { cert: ${JSON.stringify(file("cert.pem"))}, key: "\${TLS_KEY}" }\n`;
    const { project, env, ops } = await secured(tls);
    expect(await project.tandem(["train", "sides", "--quiet"])).toMatchObject({ code: 0 });
    const running = await serve(project, [], { ...env, TLS_KEY: readFileSync(file("key.pem"), "utf8") });
    expect(running.service).toMatch(/^https:\/\//);
    expect(running.mlflow).toMatch(/^https:\/\//);
    expect(await overTls(`${running.service}/endpoints`, ops)).toMatchObject({
      status: 200,
      headers: { "strict-transport-security": expect.any(String) as string },
      body: expect.stringContaining('"sides"') as string,
    });
    expect(await overTls(`${running.mlflow!}/health`, ops)).toMatchObject({ status: 200, body: "OK" });
    expect(await healthCheck(project, running.service, env)).toBe(0);
    await expect(fetch(running.service.replace("https", "http"))).rejects.toThrow();
    await expect(fetch(`${running.service}/health/live`)).rejects.toThrow("fetch failed"); // its authority is unknown
    expect(await running.end()).toBe(0);
    expect(await healthCheck(project, running.service, env)).toBe(1);
  });

  it("says plainly that it is not there, and loudly where others reach the service", async () => {
    const project = newProject();
    const alone = await serve(project, ["--no-mlflow"]);
    expect(alone.secured).toBe(false);
    expect(alone.stderr()).not.toContain("WARNING");
    expect(await alone.end()).toBe(0);
    const reached = await serve(project, ["--no-mlflow", "--quiet", "--host", "0.0.0.0"]);
    await expect.poll(reached.stderr).toContain("WARNING: listening on 0.0.0.0 without security");
    expect(await reached.end()).toBe(0);
  });

  it.each([
    ["a variable that is not set", {}, "serve.security.keys.ops.key refers to the environment variable OPS_KEY"],
    ["a key of another form", { OPS_KEY: "hunter2" }, "serve.security.keys.ops cannot be used: it does not look like"],
    ["a short secret", { JWT_SECRET: "short" }, "at least 32 bytes"],
  ])("refuses %s, without repeating it", async (_, wrong, message) => {
    const { project, env } = await secured();
    const given = Object.keys(wrong).length === 0 ? { JWT_SECRET: secret } : { ...env, ...wrong };
    const ended = await project.tandem(["serve", "--port", "0"], { env: given });
    expect(ended.code).not.toBe(0);
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).not.toMatch(/hunter2/);
  });

  it.each([
    ["a certificate that is not there", "tls: { cert: no.pem, key: no.pem }", "serve.tls.cert names"],
    ["a certificate that is none", "tls: { cert: data/points.csv, key: no.pem }", "it is no PEM file"],
    ["tracing that is not there", "traces: { setup: ./no.mjs }", "serve.traces.setup: ./no.mjs cannot be imported"],
    [
      "sensitive fields of nothing",
      "predictions: { table: memory/table/p, sensitive: { nope: [x] } }",
      'names the endpoint "nope"; there are sides',
    ],
  ])("refuses %s", async (_, line, message) => {
    const project = newProject(`${CONFIG}serve:\n  ${line}\n`);
    const ended = await project.tandem(["serve", "--port", "0", "--no-mlflow"]);
    expect(ended).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(message) as string });
  });
});

describe("tandem key", () => {
  const project = newProject();
  it("prints a key and what to keep of it", async () => {
    const { stdout } = await project.tandem(["key", "shop", "--scopes", "predict,read"]);
    expect(stdout).toMatch(/^tdm_shop_[\w-]{43}\n/);
    expect(stdout).toMatch(/shop: \{ hash: "sha256:[0-9a-f]{64}", scopes: \[predict, read\] \}\n$/);
  });
  it.each([
    [["key", "Shop!"], "is no id of a key"],
    [["key", "shop", "--scopes", "all"], '--scopes is "all" but must be of predict, read, admin'],
  ])("refuses %j", async (args, message) => {
    expect((await project.tandem(args)).stderr).toContain(message);
  });
});

function overTls(url: string, key: string): Promise<{ status: number; headers: object; body: string }> {
  return new Promise((done, fail) => {
    const asked = request(url, { ca: readFileSync(file("cert.pem")), headers: { "x-api-key": key } }, (reply) => {
      let body = "";
      reply.on("data", (chunk: Buffer) => (body += chunk.toString()));
      reply.on("end", () => done({ status: reply.statusCode ?? 0, headers: reply.headers, body }));
    });
    asked.on("error", fail).end();
  });
}

/** What the health check of this project's image ends with. */
async function healthCheck(project: Project, service: string, env: Record<string, string>): Promise<number | null> {
  project.write("package.json", '{ "name": "sides" }');
  await project.tandem(["compose", "--force"], { env });
  const dockerfile = readFileSync(join(project.folder, "Dockerfile"), "utf8");
  const [, command = ""] = /^HEALTHCHECK .* CMD (.*)$/m.exec(dockerfile) ?? [];
  const [, ...args] = (JSON.parse(command) as string[]).map((part) =>
    part.replace("127.0.0.1:8080", new URL(service).host),
  );
  const child = spawn(process.execPath, args, { stdio: "ignore" });
  return ((await once(child, "exit")) as [number | null])[0];
}
