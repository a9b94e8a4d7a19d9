import { invocations } from "@tandem/service";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applicants, openServed, type Served } from "./served.ts";

let served: Served;
beforeAll(async () => {
  served = await openServed({ modules: [invocations({ endpoint: "visit" })] }, [applicants]);
});
afterAll(() => served.close());

const send = (payload: string, type = "application/json", url = "/invocations") =>
  served.app.inject({ method: "POST", url, headers: { "content-type": type }, payload });
const score = (body: unknown, url?: string) => send(JSON.stringify(body), undefined, url);

const ann = { name: "Ann", age: 17, member: true, spent: 1.5, vector: [1, 2] };
const bo = { name: "Bo", age: 18, member: false, vector: [3, 4], tags: ["x"] };
const predictions = [
  { greeting: "dear Ann", years: 17, adult: false, total: 1.5, doubled: [2, 4], tags: [] },
  { greeting: "Bo", years: 18, adult: true, total: null, doubled: [6, 8], tags: ["x"] },
];

describe("the forms of a scoring request", () => {
  const columns = ["name", "age", "member", "spent", "vector", "tags"];
  it.each([
    [
      "dataframe_split",
      {
        columns,
        index: [0, 1],
        data: [
          ["Ann", 17, true, 1.5, [1, 2], null],
          ["Bo", 18, false, null, [3, 4], ["x"]],
        ],
      },
    ],
    ["dataframe_records", [{ ...ann, tags: null }, bo]],
    ["instances", [ann, ["Bo", 18, false, null, [3, 4], ["x"]]]],
    ["inputs", [ann, bo]],
    [
      "inputs",
      {
        name: ["Ann", "Bo"],
        age: [17, 18],
        member: [true, false],
        spent: [1.5, null],
        vector: [
          [1, 2],
          [3, 4],
        ],
        tags: [[], ["x"]],
      },
    ],
  ])("takes %s", async (form, rows) => {
    const reply = await score({ [form]: rows });
    expect([reply.statusCode, reply.json()]).toEqual([200, { predictions }]);
  });
  it("takes CSV, quoted and with empty cells", async () => {
    const csv =
      'name,age,member,spent,vector,tags\r\nAnn,17,true,1.5,"[1,2]",\r\n"B""o,\n",18,False,,"[3,4]","[""x""]"\n';
    const reply = await send(csv, "text/csv; charset=utf-8");
    expect(reply.json()).toEqual({ predictions: [predictions[0], { ...predictions[1], greeting: 'B"o,\n' }] });
  });
  it("takes null in a field that may be null and not be left out", async () => {
    const url = "/endpoints/applicant/invocations";
    const columns = ["income", "home", "marks"];
    const data = [
      [null, "own", [1]],
      [7, null, null],
    ];
    const known = { predictions: [{ known: ["home", "marks"] }, { known: ["income"] }] };
    expect((await score({ dataframe_split: { columns, data } }, url)).json()).toEqual(known);
    expect((await score({ instances: data }, url)).json()).toEqual(known);
    expect((await send("income,home,marks\n,own,[1]\n7,,\n", "text/csv", url)).json()).toEqual(known);
    expect((await score({ dataframe_records: [{ income: 7 }] }, url)).statusCode).toBe(422);
    expect((await send("income\n7\n", "text/csv", url)).statusCode).toBe(422);
  });
  it("takes params for every row, which the row's own values precede", async () => {
    const { spent: _spent, ...poor } = ann;
    const reply = await score({ dataframe_records: [ann, poor], params: { spent: 9 } });
    expect(reply.json().predictions.map(({ total }: { total: number }) => total)).toEqual([1.5, 9]);
  });
  it("asks the endpoint that the path names", async () => {
    const reply = await score({ inputs: [[3]] }, "/endpoints/scaled/invocations");
    expect(reply.json()).toEqual({ predictions: [{ label: 6 }] });
  });
  it("gives no predictions for no rows", async () => {
    expect((await score({ dataframe_records: [] })).json()).toEqual({ predictions: [] });
  });
});

describe("requests that cannot be", () => {
  it.each([
    [{ dataframe_records: [ann], inputs: [] }, /exactly one of/],
    [{}, /exactly one of/],
    [[], /must be an object/],
    [{ dataframe_records: [ann], other: 1 }, /"other" beside dataframe_records/],
    [{ dataframe_split: { columns: ["name"], data: [["Ann", 1]] } }, /2 values for 1 columns/],
    [{ dataframe_split: { columns: ["name", "name"], data: [] } }, /a column twice/],
    [{ dataframe_split: { data: [] } }, /columns of dataframe_split must be a list/],
    [{ dataframe_records: [1] }, /record 0 of dataframe_records must be an object/],
    [{ inputs: { name: ["a"], age: [] } }, /different lengths/],
    [{ dataframe_records: [ann], params: { colour: 1 } }, /params name "colour"/],
  ])("refuses %j", async (body, said) => {
    const reply = await score(body);
    expect([reply.statusCode, reply.json()]).toEqual([
      400,
      { error_code: "BAD_REQUEST", message: expect.stringMatching(said) },
    ]);
  });
  it("says the row and the field that the endpoint refuses", async () => {
    const reply = await score({ dataframe_records: [ann, { ...bo, age: "18" }] });
    expect([reply.statusCode, reply.json().details.problems]).toEqual([
      422,
      [{ path: "/1/age", reason: "must be integer" }],
    ]);
  });
  it("says that JSON has no NaN", async () => {
    const reply = await send('{"inputs": [[NaN]]}');
    expect([reply.statusCode, reply.json().message]).toEqual([400, expect.stringContaining("JSON has no NaN")]);
  });
  it.each([
    ["", /no header/],
    ["colour\nred", /no column of the CSV is a field/],
    ["name,age\nAnn", /1 cells for 2 columns/],
    ["name,name\n", /a column twice/],
    ['name\n"Ann', /quote is not closed/],
    ['name\nA"n"n', /stands within text/],
    ["age\n0x10", /"0x10" in row 0, column age, is no number/],
    ["age\nNaN", /is no number/],
    ["member\nyes", /is no true or false/],
    ["vector\n[1", /not JSON/],
  ])("refuses the CSV %j", async (csv, said) => {
    const reply = await send(csv, "text/csv");
    expect([reply.statusCode, reply.json().message]).toEqual([400, expect.stringMatching(said)]);
  });
  it("asks to name the endpoint where there are several", async () => {
    const other = await openServed({ modules: [invocations()] });
    const reply = await other.app.inject({ method: "POST", url: "/invocations", payload: { inputs: [] } });
    expect([reply.statusCode, reply.json().message]).toEqual([
      400,
      expect.stringContaining("/endpoints/flower/invocations, /endpoints/visit/invocations"),
    ]);
    await other.close();
  });
});

it("says that it lives, and its version", async () => {
  expect((await served.app.inject({ url: "/ping" })).statusCode).toBe(200);
  expect((await served.app.inject({ url: "/version" })).body).toMatch(/^\d+\.\d+\.\d+/);
});
