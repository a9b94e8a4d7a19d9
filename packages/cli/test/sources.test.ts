import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CONFIG, newProject } from "./fixtures/project.ts";

const rows = Array.from({ length: 20 }, (_, row) => ({ id: `r${row}`, x: row - 9.5, side: row > 9 ? "high" : "low" }));
const withSource = (source: string) => CONFIG.replace(/points: \{.*\}/, `points: ${source}`);

async function trainedOn(source: string, prepare: (project: ReturnType<typeof newProject>) => Promise<void> | void) {
  const project = newProject(withSource(source));
  await prepare(project);
  const trained = await project.tandem(["train", "sides", "--json"]);
  expect(trained.code, trained.stderr).toBe(0);
  const predicted = await project.tandem(["predict", "sides", "--quiet", "--format", "ndjson"]);
  return predicted.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { id: string; label: string });
}

describe("sources of tandem.yaml", () => {
  const expected = rows.map(({ id, side }) => expect.objectContaining({ id, label: side }) as object);
  it("are NDJSON files", async () => {
    const text = rows.map((row) => JSON.stringify(row)).join("\n");
    expect(
      await trainedOn("{ kind: ndjson, location: rows.ndjson, label: side }", ({ write }) =>
        write("rows.ndjson", text),
      ),
    ).toEqual(expected);
  });

  it("are queries of a database, in a file of their own, with parameters", async () => {
    const source = "{ kind: sqlite, location: rows.db, queryFile: rows.sql, parameters: { least: -100 }, label: side }";
    const prepare = async ({ folder, write }: ReturnType<typeof newProject>) => {
      write("rows.sql", "select id, x, null as note, side from points where x > :least order by x");
      await makeDatabase(join(folder, "rows.db"));
    };
    expect(await trainedOn(source, prepare)).toEqual(expected);
  });

  it("are entries of a catalog, read by their own schema", async () => {
    const catalog = `version: 1
sources:
  theirs:
    kind: csv
    location: rows.csv
    schema: { fields: [{ name: x, type: number }] }
    label: { column: side, schema: { type: string } }
`;
    const prepare = ({ write }: ReturnType<typeof newProject>) => {
      write("catalog/sources.yaml", catalog);
      write("catalog/rows.csv", ["id,x,side", ...rows.map(({ id, x, side }) => `${id},${x},${side}`), ""].join("\n"));
    };
    expect(await trainedOn("{ catalog: catalog/sources.yaml, name: theirs }", prepare)).toEqual(expected);
  });

  it.each([
    ["{ kind: csv, label: side }", "sources.points, of kind csv: it needs a location"],
    ["{ kind: sqlite, location: a.db, label: side }", "it needs either a query or a queryFile"],
    ["{ kind: postgres, query: select 1, label: side }", "it needs the URL of the database"],
    [
      "{ kind: postgres, location: '${NOT_SET}', query: select 1 }",
      "the environment variable NOT_SET, which is not set",
    ],
  ])("that lack something say so: %s", async (source, message) => {
    expect(await newProject(withSource(source)).tandem(["train", "sides"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message) as string,
    });
  });
});

async function makeDatabase(file: string): Promise<void> {
  const { DatabaseSync } = await import("@photostructure/sqlite");
  const database = new DatabaseSync(file);
  database.exec("create table points (id text, x real, side text)");
  const insert = database.prepare("insert into points values (?, ?, ?)");
  for (const { id, x, side } of rows) insert.run(id, x, side);
  database.close();
}
