import { Registry } from "@tandem/registry";
import { it } from "vitest";
import { searchAgrees } from "./support/search-property.ts";

const postgres = process.env["TANDEM_TEST_POSTGRES"];
if (!postgres) throw new Error("set TANDEM_TEST_POSTGRES to the URL of a database for tests");

it("a search for runs in PostgreSQL finds, orders and pages as comparing run after run does", async () => {
  const registry = await Registry.open({ postgres });
  try {
    await searchAgrees(registry, { runs: 60, questions: 150 });
  } finally {
    await registry.close();
  }
});
