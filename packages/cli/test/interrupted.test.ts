import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newProject, points } from "./fixtures/project.ts";

describe("tandem interrupted", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("by %s while it trains leaves no version and says so", async (signal) => {
    const project = newProject();
    const env = { SIDES_DELAY: "20000" };
    const ended = await project.tandem(["train", "sides"], {
      env,
      onStderr: (text, kill) => text.includes("training has begun") && kill(signal),
    });
    expect(ended).toMatchObject({
      code: 130,
      stdout: "",
      stderr: expect.stringContaining(`training sides was aborted: interrupted by ${signal}`) as string,
    });
    expect(JSON.parse((await project.tandem(["models", "--json"])).stdout)).toMatchObject({
      models: [{ versions: 0 }],
    });
  });

  it("by kill -9 while it trains leaves nothing that the next run trips over", async () => {
    const project = newProject();
    const env = { SIDES_DELAY: "20000" };
    const ended = await project.tandem(["train", "sides"], {
      env,
      onStderr: (text, kill) => text.includes("training has begun") && kill("SIGKILL"),
    });
    expect(ended.code).toBe(null);
    expect(await project.tandem(["predict", "sides"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("no version of sides has been saved") as string,
    });
    const again = await project.tandem(["train", "sides"]);
    expect(again.code, again.stderr).toBe(0);
  });

  it("while it predicts keeps the file that was there", async () => {
    const project = newProject();
    await project.tandem(["train", "sides"]);
    project.write("p.csv", "what was there\n");
    project.write("data/points.csv", points(5_000));
    const ended = await project.tandem(["predict", "sides", "--batch-rows", "100", "--out", "p.csv"], {
      env: { SIDES_DELAY: "500" },
      onStderr: (text, kill) => text.includes("predicting has begun") && kill("SIGINT"),
    });
    expect(ended.code).toBe(130);
    expect(readFileSync(join(project.folder, "p.csv"), "utf8")).toBe("what was there\n");
    expect(await project.tandem(["predict", "sides", "--out", "p.csv"])).toMatchObject({ code: 0 });
    expect(readFileSync(join(project.folder, "p.csv"), "utf8").trimEnd().split("\n")).toHaveLength(5_001);
    expect(readdirSync(project.folder).filter((file) => file.startsWith("p.csv"))).toEqual(["p.csv"]);
  });
});
