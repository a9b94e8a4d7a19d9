import { gzipSync } from "node:zlib";
import { openInference } from "@tandem/service";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applicants, openServed, type Served } from "./served.ts";

let served: Served;
beforeAll(async () => {
  served = await openServed({ modules: [openInference] }, [applicants]);
});
afterAll(() => served.close());

const get = async (url: string) => served.app.inject({ url });
const post = (url: string, payload: Buffer | string, headers: Record<string, string> = {}) =>
  served.app.inject({ method: "POST", url, headers: { "content-type": "application/json", ...headers }, payload });
const infer = (model: string, body: unknown) => post(`/v2/models/${model}/infer`, JSON.stringify(body));
const tensor = (name: string, datatype: string, shape: unknown, data: unknown) => ({ name, datatype, shape, data });
const doubles = (...values: number[]) => Buffer.from(Float64Array.from(values).buffer);

const visit = (changes: Record<string, unknown> = {}) => {
  const tensors: Record<string, unknown> = {
    name: tensor("name", "BYTES", [2], ["Ann", "Bo"]),
    age: tensor("age", "INT64", [2, 1], [[17], [18]]),
    member: tensor("member", "BOOL", [2], [true, false]),
    spent: tensor("spent", "FP32", [2], [1.5, null]),
    vector: tensor(
      "vector",
      "FP64",
      [2, 2],
      [
        [1, 2],
        [3, 4],
      ],
    ),
    tags: tensor("tags", "BYTES", [2], ['["x"]', "[]"]),
    ...changes,
  };
  return { inputs: Object.values(tensors).filter((one) => one !== undefined) };
};

describe("asking with tensors", () => {
  it("takes a tensor for each field and gives one for each field of the answer", async () => {
    const reply = await infer("visit", visit());
    expect(reply.json()).toMatchObject({
      model_name: "visit",
      outputs: [
        { name: "greeting", datatype: "BYTES", shape: [2], data: ["dear Ann", "Bo"] },
        { name: "years", datatype: "INT64", data: [17, 18] },
        { name: "adult", datatype: "BOOL", data: [false, true] },
        { name: "total", datatype: "FP64", data: [1.5, null] },
        { name: "doubled", datatype: "FP64", shape: [2, 2], data: [2, 4, 6, 8] },
        { name: "tags", datatype: "BYTES", data: ['["x"]', "[]"] },
      ],
    });
  });
  it("takes null in a field that may be null and not be left out", async () => {
    const [income, home] = [tensor("income", "FP64", [2], [null, 7]), tensor("home", "BYTES", [2], ["own", null])];
    const marks = tensor("marks", "FP64", [2, 1], [1, 2]);
    const reply = await infer("applicant", { inputs: [income, home, marks] });
    expect(reply.json().outputs[0].data).toEqual(['["home","marks"]', '["income","marks"]']);
    const lacking = await infer("applicant", { inputs: [income, home] });
    expect([lacking.statusCode, lacking.json().error]).toEqual([400, 'tensor "marks" is missing']);
  });
  it("takes one matrix where all fields are numbers", async () => {
    const matrix = tensor("anything", "INT32", [2, 3], [1, 2, 3, -1, -2, -3]);
    const reply = await infer("flower", { id: "q1", inputs: [matrix], outputs: [{ name: "label" }] });
    expect(reply.json()).toEqual({
      model_name: "flower",
      model_version: "1",
      id: "q1",
      outputs: [{ name: "label", datatype: "BYTES", shape: [2], data: ["b", "a"] }],
    });
  });
  it("takes and gives bytes after the JSON", async () => {
    const json = JSON.stringify({
      inputs: ["length", "width", "petal"].map((name) => ({
        name,
        datatype: "FP64",
        shape: [2],
        parameters: { binary_data_size: 16 },
      })),
      outputs: [{ name: "probability", parameters: { binary_data: true } }],
    });
    const body = Buffer.concat([Buffer.from(json), doubles(0, 1, 0, 2, 0, 3)]);
    const headers = {
      "content-type": "application/octet-stream",
      "inference-header-content-length": String(json.length),
    };
    for (const sent of [
      { body, headers },
      { body: gzipSync(body), headers: { ...headers, "content-encoding": "gzip" } },
    ]) {
      const reply = await post("/v2/models/flower/infer", sent.body, sent.headers);
      const length = Number(reply.headers["inference-header-content-length"]);
      const bytes = reply.rawPayload.subarray(length);
      expect(JSON.parse(reply.rawPayload.subarray(0, length).toString())).toMatchObject({
        outputs: [{ name: "probability", parameters: { binary_data_size: 16 } }],
      });
      expect([bytes.readDoubleLE(0), bytes.readDoubleLE(8)]).toEqual([0.5, 1 / (1 + Math.exp(-6))]);
    }
  });
  it("asks implementations and versions by name", async () => {
    const x = { inputs: [tensor("x", "FP64", [1], [3])] };
    const labels = async (model: string) => (await infer(model, x)).json().outputs[0].data;
    expect(await labels("scaled")).toEqual([6]);
    expect(await labels("scaled/versions/2")).toEqual([9]);
    expect(await labels("scaled.scaled/versions/champion")).toEqual([6]);
    expect((await infer("scaled/versions/9", x)).statusCode).toBe(404);
    expect((await infer("scaled.scaled.scaled", x)).statusCode).toBe(404);
    const matrix = { inputs: [tensor("m", "FP64", [1, 3], [1, 2, 3])] };
    expect((await infer("flower.sum", matrix)).statusCode).toBe(200);
    expect((await infer("flower.sum/versions/3", matrix)).statusCode).toBe(404);
  });
});

describe("tensors that cannot be", () => {
  const cases: [string, Record<string, unknown>, RegExp][] = [
    ["a shape of more", { age: tensor("age", "INT64", [3], [1, 2]) }, /2 values; its shape asks for 3/],
    ["rows that differ", { age: tensor("age", "INT64", [1], [1]) }, /1 rows where "name" has 2/],
    ["a negative shape", { age: tensor("age", "INT64", [-2], [1, 2]) }, /-2 in its shape/],
    ["a fractional shape", { age: tensor("age", "INT64", [1.5], [1, 2]) }, /1.5 in its shape/],
    ["no shape", { age: tensor("age", "INT64", undefined, [1, 2]) }, /needs a shape/],
    ["a huge shape", { age: tensor("age", "INT64", [2 ** 50, 2 ** 50], []) }, /more values than any body/],
    ["rows of nothing", { vector: tensor("vector", "FP64", [2 ** 40, 0], []) }, /rows where/],
    ["a vector of no width", { vector: tensor("vector", "FP64", [2, 0], []) }, /instead of \[rows, 2\]/],
    ["a wrong nesting", { age: tensor("age", "INT64", [2, 1], [[1], [2, 3]]) }, /nested otherwise/],
    ["a wrong datatype", { age: tensor("age", "BYTES", [2], ["1", "2"]) }, /takes INT64/],
    ["fractions for whole numbers", { age: tensor("age", "FP64", [2], [1, 2]) }, /takes INT64/],
    ["an unknown datatype", { age: tensor("age", "FP128", [2], [1, 2]) }, /needs a datatype/],
    ["a text as number", { age: tensor("age", "INT64", [2], [1, "2"]) }, /"2" at element 1/],
    ["a number beyond its type", { age: tensor("age", "INT8", [2], [1, 300]) }, /300 at element 1/],
    ["null where it may not", { age: tensor("age", "INT64", [2], [1, null]) }, /may not be missing/],
    ["a number JSON cannot keep", { age: tensor("age", "INT64", [2], [1, 2 ** 60]) }, /2\^53/],
    ["a field that is missing", { age: undefined }, /"age" is missing/],
    ["a field that is not", { other: tensor("other", "INT64", [2], [1, 2]) }, /is not an input/],
    ["JSON that is none", { tags: tensor("tags", "BYTES", [2], ["[", "[]"]) }, /no JSON text at element 0/],
    ["prototypes in JSON", { tags: tensor("tags", "BYTES", [2], ['[{"__proto__":1}]', "[]"]) }, /no JSON text/],
    [
      "more bytes than there are",
      { age: { name: "age", datatype: "INT64", shape: [2], parameters: { binary_data_size: 16 } } },
      /0 are left/,
    ],
  ];
  it.each(cases)("refuses %s", async (_what, changes, said) => {
    const reply = await infer("visit", visit(changes));
    expect([reply.statusCode, reply.json().error]).toEqual([400, expect.stringMatching(said)]);
  });
  it("refuses what the schema of the endpoint refuses, naming row and field", async () => {
    const reply = await infer("visit", visit({ age: tensor("age", "INT64", [2], [1, 900]) }));
    expect([reply.statusCode, reply.json().error]).toEqual([422, expect.stringContaining("/1/age")]);
  });
  it.each([
    ["NaN", doubles(1, NaN), /NaN at element 1/],
    ["infinity", doubles(1, -Infinity), /-Infinity at element 1/],
    ["too few bytes", doubles(1), /8 bytes of data; its shape and datatype ask for 16/],
  ])("refuses %s in bytes", async (_what, bytes, said) => {
    const input = { name: "x", datatype: "FP64", shape: [2], parameters: { binary_data_size: bytes.length } };
    const json = JSON.stringify({ inputs: [input] });
    const reply = await post("/v2/models/scaled/infer", Buffer.concat([Buffer.from(json), bytes]), {
      "inference-header-content-length": String(json.length),
    });
    expect([reply.statusCode, reply.json().error]).toEqual([400, expect.stringMatching(said)]);
  });
  it.each([
    ["no JSON", "{", {}],
    ["no object", "[]", {}],
    ["no inputs", '{"inputs": []}', {}],
    ["a length beyond the body", '{"inputs": []}', { "inference-header-content-length": "1000" }],
    ["a length that is none", '{"inputs": []}', { "inference-header-content-length": "-1" }],
    ["a compression that is none", "x", { "content-encoding": "gzip" }],
    ["a bomb", gzipSync(Buffer.alloc(1 << 22)), { "content-encoding": "gzip" }],
    ["another media type", "a,b", { "content-type": "text/csv" }],
  ])("refuses a body of %s", async (_what, body, headers) => {
    const reply = await post("/v2/models/scaled/infer", body, headers as Record<string, string>);
    expect(reply.statusCode).toBeGreaterThanOrEqual(400);
    expect(reply.statusCode).toBeLessThan(500);
    expect(typeof reply.json().error).toBe("string");
  });
});

describe("what clients ask first", () => {
  it("tells of the server and of models", async () => {
    expect((await get("/v2")).json()).toMatchObject({
      name: "tandem",
      extensions: expect.arrayContaining(["model_repository"]),
    });
    expect((await get("/v2/health/live")).json()).toEqual({ live: true });
    expect((await get("/v2/models/visit")).json()).toMatchObject({
      name: "visit",
      inputs: expect.arrayContaining([
        { name: "age", datatype: "INT64", shape: [-1] },
        { name: "vector", datatype: "FP64", shape: [-1, 2] },
        { name: "tags", datatype: "BYTES", shape: [-1], parameters: { content_type: "application/json" } },
      ]),
    });
    expect((await get("/v2/models/scaled")).json().versions).toEqual(expect.arrayContaining(["champion", "1"]));
    expect((await get("/v2/models/visit/config")).json().input).toContainEqual({
      name: "name",
      data_type: "TYPE_STRING",
      dims: [-1],
      optional: false,
    });
  });
  it("answers what is not there in the protocol's form", async () => {
    expect((await get("/v2/models/nothing")).json()).toEqual({ error: expect.stringContaining("no endpoint") });
    expect((await get("/v2/nothing")).json()).toEqual({ error: expect.stringContaining("there is no GET") });
    expect((await get("/v2/models/visit/infer")).statusCode).toBe(405);
  });
  it("loads and unloads", async () => {
    const state = async (name: string) => {
      const index: { name: string; state: string }[] = (await post("/v2/repository/index", "{}")).json();
      return index.find((entry) => entry.name === name)?.state;
    };
    expect(await state("flower.fixed")).toBe("UNAVAILABLE");
    await post("/v2/repository/models/flower.fixed/load", "{}");
    expect(await state("flower.fixed")).toBe("READY");
    expect((await get("/v2/models/flower.fixed/ready")).statusCode).toBe(200);
    await post("/v2/repository/models/flower.fixed/unload", "{}");
    expect(await state("flower.fixed")).toBe("UNAVAILABLE");
    expect((await served.service.targets("flower")).map(({ title }) => title)).toEqual(["sum@champion"]);
    expect((await infer("flower.fixed", { inputs: [tensor("m", "FP64", [1, 3], [1, 2, 3])] })).statusCode).toBe(404);
    expect((await get("/v2/models/flower.fixed/ready")).statusCode).toBe(404);
  });
});
