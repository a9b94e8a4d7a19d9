import { openInference } from "@tandem/service";
import { afterAll, beforeAll, expect, it } from "vitest";
import { askPython } from "./python.ts";
import { openServed, type Served } from "./served.ts";

let served: Served;
let host: string;
beforeAll(async () => {
  served = await openServed({ modules: [openInference] });
  host = (await served.app.listen({ port: 0, host: "127.0.0.1" })).replace("http://", "");
});
afterAll(() => served.close());

const sure = 1 / (1 + Math.exp(-2.5));
const flowers = [
  ["b", "b"],
  [0.5, sure],
  [
    [0.5, 0.5],
    [1 - sure, sure],
  ],
];

it("is asked by tritonclient", async () => {
  expect(await askPython("triton_client.py", host)).toEqual({
    live: true,
    ready: true,
    modelReady: true,
    server: "tandem",
    inputs: ["name", "age", "member", "spent", "vector", "tags"],
    config: "flower",
    binary: flowers,
    json: flowers,
    gzip: flowers,
    matrix: [0.5, sure],
    visit: {
      id: "r1",
      greeting: ["dear Ann", "Zoë"],
      years: [17, 18],
      adult: [false, true],
      doubled: [
        [2, 4],
        [6, 8],
      ],
      totalMissing: true,
    },
    versions: [[6], [9], [6]],
    refused: expect.stringContaining('"age" is FP64, but the field "age" takes INT64'),
    repository: [true, false],
    index: ["flower", "flower.fixed", "flower.sum", "scaled", "scaled.scaled", "visit", "visit.plain"],
  });
});

it("is asked by the client of kserve", async () => {
  const answer = ["k1", ["b", "b"], [0.5, sure]];
  expect(await askPython("kserve_client.py", host)).toEqual({
    live: true,
    ready: true,
    modelReady: true,
    json: answer,
    binary: answer,
    refused: expect.stringContaining("404"),
  });
});
