import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describeService, generateClient } from "@tandem/client";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startService } from "./running.ts";

let running: Awaited<ReturnType<typeof startService>>;
let source: string;
let folder: string;
beforeAll(async () => {
  running = await startService();
  source = generateClient(await describeService({ url: running.url }));
  folder = mkdtempSync(join(tmpdir(), "tandem-generated-"));
});
afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the compiler says of a program that uses the generated file. */
function complaints(use: string): readonly string[] {
  writeFileSync(join(folder, "client.ts"), source);
  const program = join(folder, "use.ts");
  writeFileSync(
    program,
    `import { createClient } from "./client.ts";\nconst client = createClient({ url: "" });\n${use}`,
  );
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noImplicitOverride: true,
    noEmit: true,
    types: [],
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
  };
  const found = ts.getPreEmitDiagnostics(ts.createProgram([program], options));
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

describe("a generated client", () => {
  it("compiles alone and knows the types", () => {
    expect(
      complaints(`
        const { text, loud } = await client.greet({ name: "Ann", tone: "warm" });
        const both: [string, boolean] = [text, loud];
        const { count } = await client["count-friends"]({ name: "Ann", friends: [{ name: "Bo", friends: [] }] });
        export const all: [typeof both, number] = [both, count];`),
    ).toEqual([]);
  });
  it("does not compile what the service would refuse", () => {
    const wrong: [string, RegExp][] = [
      [`await client.greet({ name: 1 });`, /'number' is not assignable to type 'string'/],
      [`await client.greet({ name: "Ann", tone: "loud" });`, /"loud"' is not assignable/],
      [`await client.greet({});`, /'name' is missing/],
      [`await client["count-friends"]({ name: "Ann", friends: [{}] });`, /missing the following properties/],
      [`await client.nothing({});`, /'nothing' does not exist/],
    ];
    const said = complaints(`${wrong.map(([use]) => use).join("\n")}\nexport {};`);
    expect(said).toEqual(wrong.map(([, about]) => expect.stringMatching(about)));
  });
  it("asks the service, and says what was refused", async () => {
    const script = join(folder, "client.mjs");
    writeFileSync(script, ts.transpile(source, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }));
    interface Generated {
      createClient(options: object): Record<string, (input: unknown, options?: object) => Promise<unknown>>;
    }
    const { createClient } = (await import(/* @vite-ignore */ pathToFileURL(script).href)) as Generated;
    const client = createClient({ url: running.url });
    expect(await client["greet"]!({ name: "Ann" })).toEqual({ text: "hello Ann", loud: false });
    expect(await client["greet"]!({ name: "Ann" }, { implementation: "loud" })).toEqual({ text: "ANN", loud: true });
    await expect(client["greet"]!({ name: 1 })).rejects.toMatchObject({
      name: "ClientError",
      status: 422,
      code: "service/invalid-input",
      problems: [{ path: "/name", reason: "must be string" }],
    });
    await expect(createClient({ url: "http://127.0.0.1:9", retries: 0 })["greet"]!({})).rejects.toMatchObject({
      status: 0,
      code: "client/unavailable",
    });
  });
  it("writes types of every form of schema", () => {
    const text = generateClient([
      {
        name: "all",
        description: "with */ in it",
        input: {
          type: "object",
          properties: {
            pair: { type: "array", prefixItems: [{ type: "number" }, { type: "string" }] },
            some: { type: "object", additionalProperties: { type: "boolean" } },
            either: { anyOf: [{ type: "string" }, { type: "null" }] },
            both: { allOf: [{ const: 1 }, {}] },
            "odd name": { type: ["number", "null"] },
          },
          required: ["pair"],
        },
        output: {},
      },
    ]);
    expect(text).toContain("/** with * / in it */");
    expect(text).toContain(
      'export type AllInput = { readonly pair: readonly [number, string]; readonly some?: Readonly<Record<string, boolean>>; readonly either?: string | null; readonly both?: 1 & unknown; readonly "odd name"?: number | null; };',
    );
    expect(text).toContain("export type AllOutput = unknown;");
  });
});

describe("describing a service", () => {
  it("refuses what is no service, or names no identifiers could be made of", async () => {
    const answering = (body: unknown) => async () => ({
      status: 200,
      headers: { get: () => null },
      text: async () => JSON.stringify(body),
    });
    const endpoint = { name: "ok", input: {}, output: {} };
    for (const body of [{}, null, { endpoints: [1] }, { endpoints: [{ ...endpoint, name: 'x"]; evil()' }] }])
      await expect(describeService({ url: "http://x", fetch: answering(body) })).rejects.toMatchObject({
        code: "client/bad-description",
      });
  });
});
