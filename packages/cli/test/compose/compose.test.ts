import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { CONFIG, newProject } from "../fixtures/project.ts";

interface Service {
  readonly image: string;
  readonly build?: { readonly target: string };
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly ports?: readonly string[];
  readonly profiles?: readonly string[];
  readonly depends_on?: Readonly<Record<string, object>>;
  readonly stop_grace_period?: string;
  readonly [key: string]: unknown;
}
interface Compose {
  readonly name: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, object>>;
}

const MANIFEST = JSON.stringify({ name: "@acme/Sides", private: true });

async function composed(config: string, ...args: readonly string[]) {
  const project = newProject(config);
  project.write("package.json", MANIFEST);
  const ended = await project.tandem(["compose", ...args]);
  const read = (file: string) => readFileSync(join(project.folder, file), "utf8");
  expect(ended).toMatchObject({ code: 0 });
  return { ended, project, read, compose: parse(read("docker-compose.yml")) as Compose };
}

describe("tandem compose", () => {
  it("has a service, and jobs that are started by hand", async () => {
    const { compose, read } = await composed(CONFIG);
    expect(compose.name).toBe("acme-sides");
    expect(Object.keys(compose.services)).toEqual(["serve", "train", "predict"]);
    const { serve, train, predict } = compose.services;
    expect(serve).toMatchObject({
      build: { target: "serve" },
      command: ["serve", "--host", "0.0.0.0", "--port", "8080", "--mlflow-port", "5000"],
      ports: ["8080:8080", "5000:5000"],
      environment: { TANDEM_ENV: "dev" },
      read_only: true,
      cap_drop: ["ALL"],
      stop_grace_period: "40s",
    });
    expect(serve!.profiles).toBeUndefined();
    for (const job of [train!, predict!]) expect(job.profiles).toEqual(["jobs"]);
    expect([train!.command[0], predict!.command[0]]).toEqual(["train", "predict"]);
    const mounted = serve!.volumes.map((volume) => volume.split(":"));
    expect(mounted.map(([, path]) => path)).toEqual(["/app/.tandem", "/app/store", "/app/data"]);
    expect(serve!.volumes).toContain("./data:/app/data:ro");
    expect(Object.keys(compose.volumes)).toEqual(["tandem", "store"]);
    expect(read(".dockerignore").split("\n")).toEqual(expect.arrayContaining(["data", "**/node_modules", ".env*"]));
  });

  it("runs as another user than root, from an image of several stages", async () => {
    const { read } = await composed(CONFIG);
    const stages = read("Dockerfile")
      .split(/^FROM /m)
      .slice(1);
    expect(stages.map((stage) => stage.split("\n")[0])).toEqual([
      "node:22-slim AS build",
      "node:22-slim AS base",
      "base AS train",
      "base AS predict",
      "base AS serve",
    ]);
    const [build, base, ...targets] = stages;
    expect(build).toContain("npm install");
    expect(base).toMatch(/^USER node$/m);
    for (const target of targets) expect(target).not.toMatch(/^USER|^RUN/m);
    expect(base).toContain("mkdir -p /app/.tandem /app/store");
  });

  it("has the databases whose URLs are left to the environment, and asks for the other variables", async () => {
    const config = `${CONFIG}registry: \${REGISTRY_URL}
technologies:
  redis: { url: "\${env:REDIS_URL}" }
  events: { technology: mongodb, url: "\${env:EVENTS_URL}" }
  postgres: { url: "\${REGISTRY_URL}" }
  s3: { bucket: models, secretKey: "\${S3_SECRET}" }
serve: { port: 9000, drain: 5000, mlflow: false }
`;
    const { compose } = await composed(config, "--env", "prod");
    const { serve, mongodb, postgres, redis } = compose.services;
    expect(Object.keys(compose.services)).toEqual(["serve", "train", "predict", "mongodb", "postgres", "redis"]);
    expect(serve!.command).toEqual(["serve", "--host", "0.0.0.0", "--port", "9000", "--no-mlflow"]);
    expect(serve!.ports).toEqual(["9000:9000"]);
    expect(serve!.stop_grace_period).toBe("15s");
    expect(serve!.environment).toMatchObject({
      TANDEM_ENV: "prod",
      REDIS_URL: "redis://redis:6379",
      EVENTS_URL: "mongodb://mongodb:27017/tandem",
      S3_SECRET: expect.stringMatching(/^\$\{S3_SECRET:\?/) as string,
    });
    const password = /tandem:(\$\{POSTGRES_PASSWORD:\?[^}]*\})@postgres:5432\/tandem$/.exec(
      serve!.environment["REGISTRY_URL"]!,
    )?.[1];
    expect(postgres!.environment["POSTGRES_PASSWORD"]).toBe(password);
    expect(serve!.depends_on).toEqual({
      postgres: { condition: "service_healthy" },
      mongodb: { condition: "service_healthy" },
      redis: { condition: "service_healthy" },
    });
    expect(postgres!.command).toEqual(expect.arrayContaining(["-c", "max_connections=100"]));
    expect(redis!.command).toEqual(expect.arrayContaining(["--appendonly", "yes"]));
    for (const { ports } of [mongodb!, postgres!, redis!]) expect(ports).toBeUndefined();
    expect(serve!.volumes).toContain("store-of-prod:/app/store-of-prod");
  });

  it("replaces nothing that differs unless it is told to, then all of it", async () => {
    const { project, read } = await composed(CONFIG);
    expect(await project.tandem(["compose"])).toMatchObject({ code: 0 });
    const written = read("Dockerfile");
    project.write("Dockerfile", "FROM mine\n");
    project.write("tandem.yaml", `${CONFIG}serve: { port: 9000 }\n`);
    const before = read("docker-compose.yml");
    expect(await project.tandem(["compose"])).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(
        /Dockerfile and .*docker-compose\.yml are there already and would change; --force/,
      ) as string,
    });
    expect([read("Dockerfile"), read("docker-compose.yml")]).toEqual(["FROM mine\n", before]);
    expect(await project.tandem(["compose", "--force"])).toMatchObject({ code: 0 });
    expect(read("Dockerfile")).toBe(written.replaceAll("8080", "9000"));
  });

  it("says what is missing, and what would be lost", async () => {
    const { ended } = await composed(`${CONFIG}technologies:\n  sqlite: { file: tables.db }\n`);
    expect(ended.stderr).toContain("tables.db lies in the project's folder itself and is lost");
    const bare = newProject();
    expect(await bare.tandem(["compose"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("package.json beside tandem.yaml") as string,
    });
    const empty = newProject("models: {}\n");
    empty.write("package.json", MANIFEST);
    expect(await empty.tandem(["compose"])).toMatchObject({
      stderr: expect.stringContaining("names no models to serve") as string,
    });
  });
});
