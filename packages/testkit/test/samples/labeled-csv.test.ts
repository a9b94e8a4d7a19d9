import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { labeledCsv } from "@tandem/testkit/checks";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";

const folder = mkdtempSync(join(tmpdir(), "tandem-labeled-"));
afterAll(() => rmSync(folder, { recursive: true }));

const sample = z.object({ age: z.number().nullable(), home: z.string().nullable(), member: z.boolean().nullable() });
const read = (text: string, label: z.ZodType<string | number> = z.enum(["yes", "no"])) => {
  const file = join(folder, "people.csv");
  writeFileSync(file, text);
  return labeledCsv({ sample, label }, file, "left");
};

it("reads numbers, texts and booleans by the schema, and an empty cell as missing", () => {
  expect(read("id,age,home,member,left\na,1.5,7,true,yes\nb,,,,no\n")).toEqual([
    { id: "a", label: "yes", data: { age: 1.5, home: "7", member: true } },
    { id: "b", label: "no", data: { age: null, home: null, member: null } },
  ]);
});

it("reads quotes, commas, line ends within quotes and the lines of Windows", () => {
  const rows = read('"id","home","left"\r\n"a","of ""Ada"", and\nBob","yes"\r\n"b","","no"\r\n\r\n');
  expect(rows.map(({ data }) => data.home)).toEqual(['of "Ada", and\nBob', null]);
});

it("reads labels that are numbers", () => {
  expect(read("id,left\na,-3e2", z.number())).toEqual([{ id: "a", label: -300, data: {} }]);
});

it("takes a URL", () => {
  read("id,left\na,yes\n");
  const file = pathToFileURL(join(folder, "people.csv"));
  expect(labeledCsv({ sample, label: z.string() }, file, "left")).toHaveLength(1);
});

it("takes ids from another column, texts that mean no value, and a byte order mark", () => {
  const file = join(folder, "people.csv");
  writeFileSync(file, '\uFEFF"who",age,home,left\na,NA,own,yes\n');
  const rows = labeledCsv({ sample, label: z.string() }, file, "left", { id: "who", missing: ["NA"] });
  expect(rows).toEqual([{ id: "a", label: "yes", data: { age: null, home: "own" } }]);
});

it.each([
  ["no id", "left\nyes", 'people.csv:1: it has no column "id"; name the one that tells samples apart: { id }'],
  ["no label", "id,age\na,1", 'people.csv:1: it has no column "left"'],
  ["a ragged row", "id,left\na,yes\nb", "people.csv:3: it has 1 cells for 2 columns"],
  ["a label that the schema refuses", "id,left\na,perhaps", "people.csv:2: the schema of labels accepts neither"],
  ["an empty file", "", 'people.csv:1: it has no column "id"'],
])("refuses %s", (_, text, message) => {
  expect(() => read(text)).toThrow(message);
});
