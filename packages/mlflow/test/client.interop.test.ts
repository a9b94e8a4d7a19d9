import type { Json } from "@tandem/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startClient, type Client } from "./support/python.ts";
import { serving, type Serving } from "./support/serving.ts";

type Facts = Readonly<Record<string, Json>>;

let server: Serving;
let client: Client;
beforeAll(async () => {
  server = await serving({ listen: true });
  client = startClient(server.url);
});
afterAll(async () => {
  await client.stop();
  await server.close();
});

describe("MLflow's own Python client", () => {
  it("makes, finds, renames, deletes and restores experiments", async () => {
    expect(await client.call("experiments")).toEqual({
      names: ["Default", "renamed", "second"],
      like: ["second"],
      ordered: ["second", "renamed", "Default"],
      tagged: ["renamed"],
      gone: ["renamed"],
      in_deleted: "INVALID_PARAMETER_VALUE",
      found: ["renamed", "active", { team: "a", note: "x=1" }],
      missing: true,
      twice: "RESOURCE_ALREADY_EXISTS",
      absent: "RESOURCE_DOES_NOT_EXIST",
      default: "Default",
    });
  });

  it("logs batches, odd numbers, tags, inputs and reads them back", async () => {
    expect(await client.call("runs")).toEqual({
      name: "renamed",
      status: "FAILED",
      ended: true,
      params: { C: "0.1", solver: "lbfgs" },
      loss: 0.001,
      odd: ["nan", "inf", "-1.5"],
      history: [
        [998, 1998, 1 / 999],
        [999, 1999, 0.001],
      ],
      length: 1000,
      tags: { "a b": "é ü '\"", k: "v" },
      data: ["abc"],
      changed: "INVALID_PARAMETER_VALUE",
      absent: "RESOURCE_DOES_NOT_EXIST",
      no_tag: "RESOURCE_DOES_NOT_EXIST",
    });
  });

  it("nests runs", async () => {
    expect(await client.call("nested")).toEqual({
      children: ["child-2", "child-1"],
      depths: ["2", "1"],
      status: ["FINISHED", "FINISHED"],
    });
  });

  it("searches runs by filters, in orders and pages", async () => {
    const found = await client.call<Facts>("search");
    expect(found).toEqual({
      newest_first: ["r11", "r10"],
      metric: ["r11", "r10", "r09"],
      both: ["r03", "r01"],
      not: ["r06", "r08", "r10"],
      like: ["r09", "r08"],
      ilike: ["r01"],
      in: ["r04", "r03"],
      missing_last: "r05",
      pages: [["r00", "r01", "r02", "r03", "r04"], ["r05", "r06", "r07", "r08", "r09"], ["r10"]],
      tokens: [true, false],
      deleted: ["r11"],
      logging_there: "INVALID_PARAMETER_VALUE",
      restored: 12,
      bad: new Array<string>(4).fill("INVALID_PARAMETER_VALUE"),
    });
  });

  it("registers versions, moves aliases and stages, renames and deletes", async () => {
    expect(await client.call("models")).toEqual({
      description: "better words",
      tags: { owner: "ada" },
      aliases: { champion: "2" },
      champion: "2",
      versions: [
        ["2", "described", {}, "Production", ["champion"]],
        ["1", "v0", { n: "0", checked: "yes" }, "Archived", []],
      ],
      production: ["2"],
      tagged: ["1"],
      next: "4",
      in_use: "INVALID_STATE",
      uri: "s3://bucket/0",
      twice: "RESOURCE_ALREADY_EXISTS",
      absent: new Array<string>(4).fill("RESOURCE_DOES_NOT_EXIST"),
      renamed: ["4", "2", "1"],
      still: "2",
      left: [],
    });
    const moves = await server.registry.aliases.history("renamed", "champion");
    expect(moves.map(({ from, to }) => [from, to])).toEqual([
      [undefined, 1],
      [1, 2],
      [2, undefined],
    ]);
  });

  it("logs, registers and loads a scikit-learn model", async () => {
    expect(await client.call("sklearn_model")).toEqual({
      same: [true, true, true],
      run: true,
      outputs: true,
      status: "READY",
      metrics: [["auc", 0.9]],
      found: true,
      files: ["MLmodel", "conda.yaml"],
    });
  });

  it("logs by itself", async () => {
    expect(await client.call("autolog")).toEqual({ C: "2.0", score: true, status: "FINISHED" });
  });

  it("uploads, lists, downloads and deletes artifacts of any size", async () => {
    expect(await client.call("artifacts", 96)).toEqual({
      root: [
        ["dict.json", false, 12],
        ["files", true, null],
        ["large.bin", false, 96 * 2 ** 20],
        ["text.txt", false, 3],
      ],
      files: [
        ["files/a.txt", false, 3],
        ["files/deep", true, null],
        ["files/empty", false, 0],
      ],
      deeper: [["files/deep/er/b c_ü.txt", false, 3]],
      file: [],
      same: true,
      deep: "two",
      empty: 0,
      text: "new",
      absent: true,
      left: ["dict.json", "large.bin", "text.txt"],
    });
  });
});
