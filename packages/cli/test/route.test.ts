import { expect, it } from "vitest";
import { CONFIG, newProject } from "./fixtures/project.ts";

it("sets routes and canaries with their reasons, shows them and keeps the history", async () => {
  const sides = JSON.stringify(newProject.model);
  const project = newProject(CONFIG.replace("sources:", `  other: { module: ${sides}, source: points }\nsources:`));
  const tandem = async (...args: string[]) => {
    const { code, stdout, stderr } = await project.tandem(["route", ...args], { env: { TANDEM_AUTHOR: "ada" } });
    return { code, stderr, text: stdout };
  };
  expect((await tandem("show", "sides")).stderr).toContain("no route of sides has been set yet");
  expect((await tandem("canary", "sides", "sides@candidate")).stderr).toContain("tandem route set sides");
  for (const args of [
    ["train", "sides"],
    ["promote", "sides@1", "--to", "candidate"],
  ])
    expect(await project.tandem(args)).toMatchObject({ code: 0 });
  const set = ["set", "sides", "sides", "--split", "sides=9,other=1", "--fallback", "sides", "--why", "try other"];
  expect((await tandem(...set)).code).toBe(0);
  expect((await tandem("canary", "sides", "sides@candidate", "--steps", "0.1,0.5", "--min-answers", "30")).code).toBe(
    0,
  );
  const shown = JSON.parse((await tandem("show", "sides", "--json")).text) as unknown;
  expect(shown).toMatchObject({
    route: {
      default: "sides",
      split: { sides: 9, other: 1 },
      canary: { target: "sides@candidate", steps: [0.1, 0.5], step: 0, minAnswers: 30, maxErrorRate: 0.01 },
    },
  });
  const { history } = JSON.parse((await tandem("history", "sides", "--json")).text) as { history: unknown[] };
  expect(history).toMatchObject([
    { author: "ada", why: "try other" },
    { author: "ada", why: "set by hand" },
  ]);
  expect(await tandem("set", "sides", "sidse")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"sidse" is no model of tandem.yaml') as string,
  });
  expect(await tandem("set", "sides", "sides@canary")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('sides has no alias "canary"; it has: candidate') as string,
  });
  for (const bad of [
    ["set", "sides", "../x"],
    ["set", "sides", "sides", "--split", "sides=a"],
    ["canary", "sides", "sides", "--steps", "0.5,0.1"],
  ])
    expect((await tandem(...bad)).code, bad.join(" ")).not.toBe(0);
});
