import { describe, expect, it } from "vitest";
import { CONFIG, newProject } from "../fixtures/project.ts";
import { ask, serve } from "../fixtures/serving.ts";

const fixture = (name: string) => new URL(`../fixtures/${name}`, import.meta.url).href;

/** A project whose model stands in a folder of its own, with `endpoints/greet.mjs` beside it. */
function withOwnEndpoints(more = "") {
  const project = newProject(CONFIG.replace(/module: "[^"]*"/, "module: ./models/sides/index.mjs") + more);
  project.write("models/sides/index.mjs", `export * from ${JSON.stringify(fixture("sides.mjs"))};\n`);
  const greet = `export { politely } from ${JSON.stringify(fixture("endpoints.mjs"))};\nexport const nothing = 1;\n`;
  project.write("models/sides/endpoints/greet.mjs", greet);
  project.write("models/sides/endpoints/words.mjs", "export const words = ['no implementation'];\n");
  project.write("models/sides/endpoints/other.ts", "throw new Error('written otherwise than the model');\n");
  return project;
}

describe("endpoints beside a model's module", () => {
  it("are served, and can be routed to, though nothing names them", async () => {
    const project = withOwnEndpoints();
    await project.tandem(["train", "sides", "--seed", "1"]);
    expect(await project.tandem(["route", "set", "greet", "politely"])).toMatchObject({ code: 0 });
    const running = await serve(project, ["--no-mlflow"]);
    expect([...running.endpoints].sort()).toEqual(["greet", "sides"]);
    const answer = await ask(`${running.service}/endpoints/greet`, { name: "Ada" });
    expect(answer).toMatchObject({ status: 200, body: { text: "hello Ada" } });
    expect(await running.end()).toBe(0);
    const candidate = await serve(project, ["--candidate", "sides@1"]);
    expect(candidate.endpoints).toEqual(["sides"]);
    expect(await candidate.end()).toBe(0);
  });

  it.each([
    [
      "that tandem.yaml names too are taken once",
      "endpoints: [./models/sides/endpoints/greet.mjs]\n",
      ["greet", "sides"],
    ],
    ["are left out where tandem.yaml says so", "serve: { models: { sides: { endpoints: false } } }\n", ["sides"]],
  ])("%s", async (_what, more, endpoints) => {
    const running = await serve(withOwnEndpoints(more), ["--no-mlflow"]);
    expect([...running.endpoints].sort()).toEqual(endpoints);
    expect(await running.end()).toBe(0);
  });

  it("that cannot be imported are named, with why", async () => {
    const project = withOwnEndpoints();
    project.write("models/sides/endpoints/broken.mjs", "throw new Error('half written');\n");
    const ended = await project.tandem(["serve", "--port", "0", "--no-mlflow"]);
    const said = expect.stringMatching(/endpoints\/broken\.mjs gives no implementation: .*half written/) as string;
    expect(ended).toMatchObject({ code: 2, stderr: said });
  });
});
