import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openForAll, send, stillUp } from "./under-attack.ts";

openForAll();

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
