import { existsSync } from "node:fs";
import { SqliteConnections } from "@tandem/storage-sqlite";
import { expect, it } from "vitest";

it("keeps :memory: in a file of its own that goes with the last connection", () => {
  const [one, other] = [new SqliteConnections(":memory:"), new SqliteConnections(":memory:")];
  one.acquire().exec("create table t (x)");
  expect(() => one.acquire().exec("insert into t values (1)")).not.toThrow();
  expect(() => other.acquire().exec("select * from t")).toThrow("no such table");
  for (const connections of [one, other]) {
    expect(existsSync(connections.file)).toBe(true);
    connections.close();
    expect(existsSync(connections.file)).toBe(false);
  }
  expect(existsSync(":memory:")).toBe(false);
});
