import { describe, expect, it } from "vitest";
import { CONFIG, newProject } from "../fixtures/project.ts";
import { ask, get, serve } from "../fixtures/serving.ts";

interface Promoted {
  readonly gates: readonly { readonly gate: string; readonly passed: boolean; readonly finding: string }[];
}

describe("tandem serve --candidate", () => {
  const project = newProject(`${CONFIG}technologies: { sqlite: { file: data/storage.db } }
serve:
  host: 0.0.0.0
  security: { keys: { shop: { key: "\${NOT_SET}", scopes: [predict] } } }
  predictions: { table: sqlite/table/predictions }
  models: { sides: { threads: { count: 1 }, batching: { maxSize: 8 } } }
`);

  it("serves one version to this machine, whatever aliases and tandem.yaml say", async () => {
    for (const seed of ["1", "2"]) await project.tandem(["train", "sides", "--seed", seed, "--quiet"]);
    const running = await serve(project, ["--candidate", "sides@1"]);
    expect(running).toMatchObject({ endpoints: ["sides"], mlflow: null, secured: false });
    expect(running.service).toMatch(/^http:\/\/127\.0\.0\.1:/);
    const answer = await ask(`${running.service}/endpoints/sides`, { x: 1 });
    expect([answer.status, answer.headers.get("x-tandem-version")]).toEqual([200, "sides@1"]);
    expect(await get(`${running.service}/metrics`)).toMatchObject({ status: 404 });
    expect(await running.end()).toBe(0);
    const ended = await project.tandem(["serve", "--candidate", "sides@9"]);
    expect(ended).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("sides has no version 9") as string,
    });
  });

  it("is what tandem promote asks before an alias moves", async () => {
    const { stdout } = await project.tandem(["promote", "sides@1", "--to", "champion", "--json"]);
    expect((JSON.parse(stdout) as Promoted).gates).toContainEqual({
      gate: "service",
      passed: true,
      finding: "a service answers 32 rows as it predicted in training",
      details: { rows: 32, distance: 0 },
    });
  });

  it("keeps back what cannot be served, though it predicts well elsewhere", async () => {
    const other = newProject();
    other.write(
      "model.mjs",
      `import { sides } from ${JSON.stringify(newProject.model)};
export const model = {
  ...sides,
  module: import.meta.url,
  async restore(artifact) {
    const trained = await sides.restore(artifact);
    if (!process.argv.includes("serve")) return trained;
    return { predict: () => Promise.reject(new Error("planted")), close: () => trained.close() };
  },
};
`,
    );
    other.write("tandem.yaml", CONFIG.replace(JSON.stringify(newProject.model), "./model.mjs"));
    expect(await other.tandem(["train", "sides", "--quiet"])).toMatchObject({ code: 0 });
    const refused = await other.tandem(["promote", "sides@1", "--to", "champion"]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/passed {2}fresh process/);
    expect(refused.stderr).toMatch(/FAILED {2}service: a service failed to answer: row p0 got 503: .*planted/);
    expect((await other.tandem(["versions", "sides", "--json"])).stdout).toContain('"aliases":[]');
  });
});
