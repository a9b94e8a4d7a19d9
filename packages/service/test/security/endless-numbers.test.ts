import { defineEndpoint, defineImplementation, TandemError } from "@tandem/core";
import { invocations, openInference } from "@tandem/service";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { openServed, type Served } from "../protocols/served.ts";

/** Without bounds of its own, as the fields of models are. */
const Customer = z.object({ minutes: z.number().nullable(), calls: z.array(z.number()) });
const endpoint = defineEndpoint({ name: "customer", input: Customer, output: z.object({ minutes: z.number() }) });
const customers = defineImplementation(endpoint, {
  name: "same",
  open: () => ({ answer: ({ minutes }) => ({ minutes: squared(minutes ?? 0) }) }),
});

/** As models refuse what grows beyond all numbers on its way. */
function squared(number: number): number {
  const found = number ** 2;
  if (Number.isFinite(found)) return found;
  throw new TandemError("search/not-finite", { name: "customers", id: "c", at: 0, found: String(found) });
}

let served: Served;
beforeAll(async () => {
  served = await openServed({ modules: [openInference, invocations({ endpoint: "customer" })] }, [customers]);
});
afterAll(() => served.close());

const send = (url: string, payload: string) =>
  served.app.inject({ method: "POST", url, headers: { "content-type": "application/json" }, payload });
const tensor = (name: string, shape: string, data: string) =>
  `{"name":"${name}","datatype":"FP64","shape":${shape},"data":${data}}`;

it.each([
  ["/endpoints/customer", (number: string) => `{"minutes":${number},"calls":[1]}`],
  ["/endpoints/customer", (number: string) => `{"minutes":1,"calls":[${number}]}`],
  ["/invocations", (number: string) => `{"dataframe_records":[{"minutes":${number},"calls":[1]}]}`],
  [
    "/v2/models/customer/infer",
    (number: string) => `{"inputs":[${tensor("minutes", "[1]", `[${number}]`)},${tensor("calls", "[1,1]", "[1]")}]}`,
  ],
])("%s refuses a number that JSON can write and no number can be", async (url, body) => {
  expect((await send(url, body("7"))).statusCode).toBe(200);
  for (const number of ["1e999", "-1e999"]) {
    const { statusCode } = await send(url, body(number));
    expect([number, statusCode]).toEqual([number, statusCode >= 400 && statusCode < 500 ? statusCode : "4xx"]);
  }
});

it("says of a number that is too large for a model that it cannot be used", async () => {
  const { statusCode, body } = await send("/endpoints/customer", '{"minutes":1e300,"calls":[1]}');
  expect(statusCode).toBe(422);
  expect(body).toContain("Infinity");
});
