import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { freePort } from "../../../../scripts/suites/free-port.mjs";
import { buildImage, type Image } from "../fixtures/image.ts";
import { newProject } from "../fixtures/project.ts";

const packages = fileURLToPath(new URL("../../..", import.meta.url));
const model = fileURLToPath(new URL("../fixtures/sides.mjs", import.meta.url));

/** Stands for what npm would have fetched from a registry. */
function install(folder: string): void {
  for (const [name, path] of [
    ["@tandem/cli", "cli"],
    ["@tandem/core", "core"],
    ["zod", "../node_modules/zod"],
  ] as const) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(packages, path), link);
  }
}

interface Service {
  readonly command: readonly string[];
  readonly environment: Record<string, string>;
  readonly volumes: readonly string[];
}

describe("the image that tandem compose writes, its steps run in a clean folder", () => {
  let project: ReturnType<typeof newProject>;
  let services: Record<string, Service>;
  let [port, mlflowPort] = [0, 0];
  const images: Image[] = [];
  const build = (target: string) => {
    const image = buildImage(project.folder, target);
    install(join(image.root, "app"));
    images.push(image);
    return image;
  };

  /** Starts a container: the image with the folders that the compose file mounts, shared with its other containers. */
  function start(image: Image, { command, environment, volumes }: Service) {
    for (const volume of volumes) {
      const [name = "", path = ""] = volume.split(":");
      const shared = name.startsWith("./") ? join(project.folder, name) : join(project.folder, "volumes", name);
      mkdirSync(shared, { recursive: true });
      rmSync(join(image.root, path), { recursive: true, force: true });
      symlinkSync(shared, join(image.root, path));
    }
    const [program = "", ...args] = [...image.entrypoint, ...command];
    const child = spawn(program, args, {
      cwd: join(image.root, image.workdir),
      env: { PATH: process.env["PATH"], ...image.env, ...environment },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const ended = once(child, "close") as Promise<[number | null]>;
    return { child, output: () => output, ended: ended.then(([code]) => code) };
  }

  beforeAll(async () => {
    [port, mlflowPort] = [await freePort(), await freePort()];
    project = newProject(`models:
  sides: { module: ./models/sides.mjs, source: points }
sources:
  points: { kind: csv, location: data/points.csv, label: side }
serve: { port: ${port}, mlflow: { port: ${mlflowPort} } }
`);
    project.write(
      "package.json",
      JSON.stringify({ name: "sides", private: true, scripts: { build: "echo built > built.txt" } }),
    );
    project.write("node_modules/left-over/index.js", "");
    install(project.folder);
    project.write(".env", "SECRET=1\n");
    mkdirSync(join(project.folder, "models"));
    cpSync(model, join(project.folder, "models/sides.mjs"));
    expect(await project.tandem(["compose"])).toMatchObject({ code: 0 });
    ({ services } = parse(readFileSync(join(project.folder, "docker-compose.yml"), "utf8")) as {
      services: typeof services;
    });
  });
  afterAll(() => images.forEach(({ root }) => rmSync(root, { recursive: true, force: true })));

  it("holds the project and its build, not what is installed, secret or data, and is not root's", () => {
    const { root, user, env } = build("serve");
    expect([user, env["NODE_ENV"]]).toEqual(["node", "production"]);
    for (const file of ["tandem.yaml", "models/sides.mjs", "built.txt", ".tandem"])
      expect(existsSync(join(root, "app", file)), file).toBe(true);
    for (const file of ["node_modules/left-over", ".env", "data", "Dockerfile", "docker-compose.yml"])
      expect(existsSync(join(root, "app", file)), file).toBe(false);
  });

  it("trains, predicts and serves, each by its own target, over shared volumes", async () => {
    const train = start(build("train"), services["train"]!);
    expect(await train.ended, train.output()).toBe(0);
    const predict = start(build("predict"), services["predict"]!);
    expect(await predict.ended, predict.output()).toBe(0);
    const predicted = readFileSync(join(project.folder, "volumes/tandem/predictions/sides.csv"), "utf8");
    expect(predicted.trimEnd().split("\n")).toHaveLength(61);

    const image = build("serve");
    expect(image.cmd).toEqual(services["serve"]!.command);
    const serve = start(image, services["serve"]!);
    await expect.poll(serve.output).toContain("Model service on");
    const ready = async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).status;
    expect(await ready()).toBe(200);
    const reply = await fetch(`http://127.0.0.1:${port}/endpoints/sides`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ x: -2 }),
    });
    const { label, probability } = (await reply.json()) as { label: string; probability: number };
    expect(predicted.split("\n")[1]).toMatch(new RegExp(`^p0,${label},${probability},`));
    expect(await (await fetch(`http://127.0.0.1:${mlflowPort}/health`)).text()).toBe("OK");

    const same = await served(project);
    const endpoints = (await (await fetch(`http://127.0.0.1:${port}/endpoints`)).json()) as {
      endpoints: { name: string }[];
    };
    expect(endpoints.endpoints.map(({ name }) => name)).toEqual(same);
    serve.child.kill("SIGTERM");
    expect(await serve.ended).toBe(0);
  });
});

/** What `tandem serve` serves of the same tandem.yaml without containers. */
async function served(project: ReturnType<typeof newProject>): Promise<readonly string[]> {
  const bin = join(packages, "cli/bin/tandem.js");
  const child = spawn(process.execPath, [bin, "serve", "--port", "0", "--mlflow-port", "0", "--json"], {
    cwd: project.folder,
  });
  const [line] = (await Promise.race([once(child.stdout, "data"), once(child, "close")])) as [Buffer];
  child.kill("SIGTERM");
  await once(child, "close");
  return (JSON.parse(line.toString()) as { endpoints: string[] }).endpoints;
}
