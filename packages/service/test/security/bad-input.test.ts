import { Agent, request } from "node:http";
import { invocations, openApi, openInference, security } from "@tandem/service";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openServed, type Served } from "../protocols/served.ts";

fc.configureGlobal(process.env["CI"] ? { seed: 1 } : {}); // CI repeats itself

let served: Served;
let port: number;
beforeAll(async () => {
  served = await openServed({
    modules: [await security({}), openInference, invocations({ endpoint: "flower" }), openApi()],
  });
  port = Number(new URL(await served.app.listen({ port: 0, host: "127.0.0.1" })).port);
});
afterAll(() => {
  agent.destroy();
  return served.close();
});

const good = { length: 1, width: 2, petal: 3 };
async function stillUp(): Promise<void> {
  const reply = await served.app.inject({ method: "POST", url: "/endpoints/flower", payload: good });
  expect(reply.json()).toMatchObject({ label: "b" });
}
const send = (url: string, payload: string | Buffer, headers: Record<string, string> = {}) =>
  served.app.inject({ method: "POST", url, headers: { "content-type": "application/json", ...headers }, payload });
/** By a real connection, as `inject` would tidy the path up. */
const sendRaw = (method: "GET" | "POST", path: string) =>
  new Promise<{ readonly status: number; readonly body: string }>((done, fail) => {
    const headers = { "content-type": "application/json" };
    const asked = request({ port, host: "127.0.0.1", method, path, headers, agent }, (reply) => {
      let body = "";
      reply.setEncoding("utf8").on("data", (text: string) => (body += text));
      reply.on("end", () => done({ status: reply.statusCode!, body }));
    });
    asked.on("error", fail).end(method === "POST" ? JSON.stringify(good) : undefined);
  });
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

const refused = (status: number) => status >= 400 && status < 500;
const posts = [
  "/endpoints/flower",
  "/endpoints/visit",
  "/v2/models/flower/infer",
  "/v2/models/visit/infer",
  "/invocations",
];

describe("bodies by the thousand", () => {
  it("refuses any JSON that is not the input", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...posts), fc.json(), async (url, body) => {
        expect(refused((await send(url, body)).statusCode)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    await stillUp();
  });
  it("refuses any bytes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...posts),
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom("application/json", "application/octet-stream", "text/csv", "text/plain", "x/y"),
        async (url, bytes, type) => {
          const { statusCode } = await send(url, Buffer.from(bytes), { "content-type": type });
          expect(refused(statusCode)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
    await stillUp();
  });
  it("refuses tensors that lie", async () => {
    const shape = fc.array(fc.oneof(fc.integer(), fc.double(), fc.constant(2 ** 53), fc.constant(null)), {
      maxLength: 9,
    });
    const tensor = fc.record(
      {
        name: fc.constantFrom("length", "width", "petal", "name", "x", "__proto__", ""),
        datatype: fc.constantFrom("FP64", "FP32", "INT64", "BYTES", "BOOL", "FP128", "constructor"),
        shape,
        data: fc.oneof(fc.array(fc.jsonValue()), fc.constant("data")),
        parameters: fc.record(
          { binary_data_size: fc.oneof(fc.integer(), fc.double(), fc.constant(1e308)) },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(tensor, { maxLength: 4 }),
        fc.uint8Array(),
        fc.option(fc.integer()),
        async (inputs, bytes, length) => {
          const json = JSON.stringify({ inputs });
          const headers = { "inference-header-content-length": String(length ?? Buffer.byteLength(json)) };
          const reply = await send("/v2/models/flower/infer", Buffer.concat([Buffer.from(json), bytes]), headers);
          expect(refused(reply.statusCode)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
    await stillUp();
  });
  it.each([
    ["keys that reach prototypes", '{"__proto__":{"length":1},"length":1,"width":2,"petal":3}'],
    ["such keys in escapes", '{"\\u005f_proto__":{},"length":1,"width":2,"petal":3}'],
    ["constructors", '{"constructor":{"prototype":{"a":1}},"length":1,"width":2,"petal":3}'],
    ["lists in lists in lists", "[".repeat(100_000)],
    ["objects in objects in objects", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`],
    ["NaN", '{"length":NaN,"width":2,"petal":3}'],
    ["a number beyond all", '{"length":1e999,"width":2,"petal":3}'],
    ["more than allowed", JSON.stringify({ ...good, more: "x".repeat(2 << 20) })],
    ["nothing", ""],
  ])("refuses %s", async (_what, body) => {
    for (const url of posts) expect(refused((await send(url, body)).statusCode)).toBe(true);
    expect(({} as { a?: unknown }).a).toBeUndefined();
    await stillUp();
  });
});

describe("well-formed requests that are mended a little", () => {
  const flower = { length: 1, width: 2, petal: 3 };
  const visit = { name: "ann", age: 3, member: true, spent: 1.5, vector: [1, 2], tags: ["a"] };
  const floats = Buffer.from(Float64Array.from([1, 2, 3, 4, 5, 6]).buffer);
  const binary = Buffer.from(
    JSON.stringify({
      inputs: [{ name: "m", datatype: "FP64", shape: [2, 3], parameters: { binary_data_size: floats.length } }],
      parameters: { binary_data_output: true },
    }),
  );
  const matrix = { name: "m", datatype: "FP64", shape: [2, 3], data: [1, 2, 3, 4, 5, 6] };
  const json = (url: string, body: object) => ({ url, body: Buffer.from(JSON.stringify(body)), headers: {} });
  const requests = [
    json("/endpoints/flower", flower),
    json("/endpoints/visit", visit),
    json("/v2/models/flower/infer", { id: "1", inputs: [matrix], outputs: [{ name: "label" }] }),
    json("/endpoints/visit/invocations", { instances: [visit, Object.values(visit)], params: { age: 3 } }),
    json("/invocations", { dataframe_split: { columns: Object.keys(flower), data: [[1, 2, 3]] } }),
    {
      url: "/v2/models/flower/infer",
      body: Buffer.concat([binary, floats]),
      headers: { "inference-header-content-length": String(binary.length) },
    },
    {
      url: "/invocations",
      body: Buffer.from('length,width,petal\n1,2,"3"\n'),
      headers: { "content-type": "text/csv" },
    },
  ];
  const at = fc.double({ min: 0, max: 0.999, noNaN: true });
  const piece = fc.constantFrom(
    "",
    '"',
    "[",
    "{",
    ",",
    "\\ud800",
    "1e999",
    "-1",
    "9007199254740993",
    "null",
    "NaN",
    "\0",
    "\xff",
  );
  const cut = fc.integer({ min: 0, max: 6 });

  it("are as they should be to begin with", async () => {
    for (const { url, body, headers } of requests) expect((await send(url, body, headers)).statusCode).toBe(200);
  });
  it("never fail the service, wherever bytes are changed", async () => {
    const changes = fc.array(fc.tuple(at, cut, piece), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...requests), changes, async ({ url, body, headers }, all) => {
        let changed = body;
        for (const [where, length, text] of all) {
          const from = Math.floor(where * changed.length);
          const rest = changed.subarray(from + length);
          changed = Buffer.concat([changed.subarray(0, from), Buffer.from(text, "latin1"), rest]);
        }
        expect((await send(url, changed, headers)).statusCode).toBeLessThan(500);
      }),
      { numRuns: 1_000 },
    );
    await stillUp();
  });
  it("refuse bytes that are no UTF-8, which would be read as other characters", async () => {
    const name = Buffer.from(JSON.stringify({ ...visit, name: "an?n" }).replace("?", "\xff"), "latin1");
    expect((await send("/endpoints/visit", name)).json()).toMatchObject({
      error: { message: expect.stringContaining("UTF-8") },
    });
    const csv = Buffer.from("length,width,petal,\xff\n1,2,3,4", "latin1");
    expect((await send("/invocations", csv, { "content-type": "text/csv" })).statusCode).toBe(400);
  });
  it("refuse values in tensors that are nested as no body may be", async () => {
    const tensor = (name: string, datatype: string, data: unknown[], shape = [1]) => ({ name, datatype, shape, data });
    for (const tags of [`${"[".repeat(5_000)}${"]".repeat(5_000)}`, '{"__proto__":{}}', "[1"]) {
      const inputs = [
        tensor("name", "BYTES", ["ann"]),
        tensor("age", "INT64", [3]),
        tensor("member", "BOOL", [true]),
        tensor("vector", "FP64", [1, 2], [1, 2]),
        tensor("tags", "BYTES", [tags]),
      ];
      const reply = await send("/v2/models/visit/infer", JSON.stringify({ inputs }));
      expect([reply.statusCode, reply.json()]).toEqual([400, { error: expect.stringContaining('tensor "tags"') }]);
    }
  });
});

describe("names and headers", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "..",
      ".",
      "%2e%2e",
      "%2f",
      "..%2f..%2fetc%2fpasswd",
      "%00",
      "\\",
      "champion",
      "flower",
      "sum@champion",
    ),
    fc.constantFrom(
      "sum@../../x",
      "sum@1;drop%20table",
      "__proto__",
      "constructor",
      "flower.__proto__",
      "*",
      ":type",
      "~",
    ),
    fc.string({ maxLength: 300 }).map(encodeURIComponent),
  );
  const wellFormed = (text: string) => {
    try {
      return encodeURIComponent(decodeURIComponent(text)) !== undefined;
    } catch {
      return false;
    }
  };
  it("reaches no path and no storage by a crafted name", async () => {
    const prefix = fc.constantFrom(
      "/endpoints/",
      "/endpoints/flower/implementations/",
      "/v2/models/",
      "/v2/repository/models/",
      "/",
    );
    await fc.assert(
      fc.asyncProperty(
        prefix,
        fc.array(piece.filter(wellFormed), { minLength: 1, maxLength: 4 }),
        async (start, pieces) => {
          const url = start + pieces.join("/");
          for (const method of ["GET", "POST"] as const) {
            const { status, body } = await sendRaw(method, url);
            expect(status).toBeLessThan(500);
            expect(body).not.toMatch(/root:|at .*\.ts:\d+/);
          }
        },
      ),
      { numRuns: 500 },
    );
    const targets = (await Promise.all(["flower", "visit"].map((name) => served.service.targets(name)))).flat();
    expect(targets.every(({ name }) => name.selector === "champion")).toBe(true);
    await stillUp();
  });
  it("takes any header value", async () => {
    const value = fc.stringMatching(/^[\x20-\x7e\xa0-\xff]{0,500}$/);
    const names = [
      "x-request-id",
      "x-tandem-key",
      "authorization",
      "x-api-key",
      "content-encoding",
      "inference-header-content-length",
      "origin",
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), value, fc.constantFrom(...posts), async (name, text, url) => {
        const { statusCode, headers } = await send(url, JSON.stringify(good), { [name]: text });
        expect(statusCode).toBeLessThan(500);
        expect(String(headers["x-request-id"])).toMatch(/^[A-Za-z0-9._:-]{1,128}$/);
      }),
      { numRuns: 300 },
    );
    await stillUp();
  });
});
