import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asking } from "./support/asking.ts";
import { searchAgrees } from "./support/search-property.ts";
import { serving, type Serving } from "./support/serving.ts";

let server: Serving;
beforeAll(async () => void (server = await serving()));
afterAll(() => server.close());
const ask = asking(() => server);

describe("a search for runs", () => {
  it("finds, orders and pages as comparing run after run does", () =>
    searchAgrees(server.registry, { runs: 60, questions: 300 }));

  it.each([
    "metrics.a LIKE '1%'",
    "metrics.a IN ('1')",
    "metrics.a > 'much'",
    "attributes.start_time ILIKE '1%'",
    "attributes.colour = 'red'",
    "datasets.name = 'x'",
  ])("refuses %s, though no run is there", async (filter) => {
    const { status, body } = await ask("POST", "runs/search", { experiment_ids: ["0"], filter });
    expect([status, body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  });

  it("refuses an order that is none", async () => {
    for (const order of ["metrics.a IS NULL AND b", "datasets.a", ""])
      expect((await ask("POST", "runs/search", { experiment_ids: ["0"], order_by: [order] })).status).toBe(400);
  });
});
