import { invocations } from "@tandem/service";
import { afterAll, beforeAll, expect, it } from "vitest";
import { askPython } from "./python.ts";
import { openServed, type Served } from "./served.ts";

let served: Served;
let host: string;
beforeAll(async () => {
  served = await openServed({ modules: [invocations({ endpoint: "flower" })] });
  host = (await served.app.listen({ port: 0, host: "127.0.0.1" })).replace("http://", "");
});
afterAll(() => served.close());

it("is asked by MLflow's client of scoring servers", async () => {
  const sure = (x: number) => 1 / (1 + Math.exp(-x));
  const expected = [0.5, sure(2.5)];
  expect(await askPython("mlflow_client.py", host)).toEqual({
    version: expect.stringMatching(/^\d+\.\d+/),
    frame: expected,
    array: expected,
    records: expected,
    params: [0.5, sure(3.5)],
    csv: expected,
    refused: expect.stringMatching(/400.*JSON has no NaN/s),
  });
});
