import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { good, openForAll, posts, refused, send, stillUp } from "./under-attack.ts";

openForAll();

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
