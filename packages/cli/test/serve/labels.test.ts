import { describe, expect, it } from "vitest";
import { CONFIG, newProject } from "../fixtures/project.ts";
import { ask, get, serve, type Running } from "../fixtures/serving.ts";

const LOGGED = `${CONFIG}technologies: { sqlite: { file: data/storage.db } }
serve:
  predictions: { table: sqlite/table/predictions, every: 20, liveEvery: 100, canaryMetric: accuracy }
`;

describe("labels that come later", () => {
  const project = newProject(LOGGED);
  let asked = 0;

  /** Asks about points, and labels them once their answers are kept. */
  async function askAndLabel(running: Running, count: number) {
    const lines = ["requestId,label"];
    for (let n = 0; n < count; n++, asked++) {
      const x = (((asked * 37) % 101) - 50) / 25;
      const headers = { "x-request-id": `q-${asked}` };
      expect(await ask(`${running.service}/endpoints/sides`, { x }, headers)).toMatchObject({ status: 200 });
      lines.push(`q-${asked},${x > 0 ? "high" : "low"}`);
    }
    project.write("labels.csv", `${lines.join("\n")}\n`);
    const labelled = async () => {
      const { stdout, stderr } = await project.tandem(["label", "sides", "labels.csv", "--json"]);
      expect(stderr).toBe("");
      return JSON.parse(stdout) as unknown;
    };
    await expect.poll(labelled).toEqual({ model: "sides", labels: count, predictions: count });
  }

  it("give live metrics, by which a canary is judged", async () => {
    for (const seed of ["1", "2"]) await project.tandem(["train", "sides", "--seed", seed, "--quiet"]);
    for (const [version, alias] of [
      ["sides@1", "champion"],
      ["sides@2", "candidate"],
    ] as const)
      expect(await project.tandem(["promote", version, "--to", alias])).toMatchObject({ code: 0 });
    const running = await serve(project, ["--no-mlflow"]);
    await askAndLabel(running, 50);
    const gauge = /^tandem_live_metric\{endpoint="sides",target="sides@champion",metric="accuracy"\} (.*)$/m;
    const live = async () => Number(gauge.exec((await get(`${running.service}/metrics`)).body)?.[1]);
    await expect.poll(live).toBeGreaterThan(0.9);

    expect(await project.tandem(["route", "set", "sides", "sides", "--why", "first"])).toMatchObject({ code: 0 });
    const canary = ["route", "canary", "sides", "sides@candidate", "--steps", "0.5", "--min-answers", "20"];
    const limits = ["--max-latency-ratio", "1000", "--max-metric-loss", "0.2", "--why", "try it"];
    expect(await project.tandem([...canary, ...limits])).toMatchObject({ code: 0 });
    const route = async () => (await get(`${running.service}/endpoints/sides/route`)).body;
    const inUse = async () => (JSON.parse(await route()) as { readonly route: unknown }).route; // history tells of it before
    await expect.poll(inUse).toHaveProperty("canary");
    await askAndLabel(running, 120);
    expect(await inUse()).toHaveProperty("canary"); // good in all else, and its metric was not known yet
    await ask(`${running.service}/endpoints/sides`, { x: 1 });
    await expect
      .poll(async () => {
        await ask(`${running.service}/endpoints/sides`, { x: 1 });
        return route();
      })
      .toMatch(/"route":\{"default":"sides@candidate"\}.*the candidate becomes the default/);
    expect(await running.end()).toBe(0);
  });

  it.each([
    ["another kind of file", ["label", "sides", "labels.txt"], LOGGED, "must be named .csv"],
    ["no prediction log", ["label", "sides", "labels.csv"], CONFIG, "names no prediction log"],
    ["a metric that is none", ["serve"], LOGGED.replace("accuracy", "charm"), 'canaryMetric is "charm"'],
  ])("refuses %s", async (_, args, config, message) => {
    const other = newProject(config);
    expect(await other.tandem(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) as string });
  });
});
