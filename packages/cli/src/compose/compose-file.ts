import { Document } from "yaml";
import { predictCommand, serveCommand, trainCommand } from "./dockerfile.ts";
import { WORKDIR, type Plan } from "./plan.ts";
import type { Server } from "./servers.ts";

const COMMENTS: Readonly<Record<string, string>> = {
  serve: " The model service and the MLflow API, as `tandem serve` starts them: tandem serve --help lists the options.",
  train: " docker compose run --rm train, or: docker compose run --rm train train MODEL --seed 1",
  predict: " docker compose run --rm predict; killed or not, it ends with each prediction once.",
  postgres: " Options of the server go after `postgres`, each as -c name=value.",
  mongodb: " Options of the server go after `mongod`.",
  redis: " Options of the server go after `redis-server`, as in redis.conf with -- before them.",
};

/** The plan as a docker-compose.yml. Databases are reached by the other containers only. */
export function composeFile(plan: Plan): string {
  const services = {
    serve: serve(plan),
    train: job(plan, "train", trainCommand(plan.models[0]!)),
    predict: job(plan, "predict", predictCommand(plan.models[0]!)),
    ...Object.fromEntries(kindsOf(plan).map((kind) => [kind, SERVERS[kind]()])),
  };
  const volumes = [...plan.state.map(volumeOf), ...kindsOf(plan)];
  const document = new Document({
    name: plan.name,
    services,
    volumes: Object.fromEntries(volumes.map((volume) => [volume, {}])),
  });
  document.commentBefore =
    " Written by tandem compose from tandem.yaml. Start with: docker compose up --build\n Secrets come from the environment or from a file .env beside this one.";
  for (const name of Object.keys(services)) {
    const pair = document.getIn(["services", name], true) as { commentBefore?: string };
    pair.commentBefore = COMMENTS[name]!;
  }
  return document.toString({ lineWidth: 120 });
}

function serve(plan: Plan): object {
  const ports = [plan.port, ...(plan.mlflowPort === undefined ? [] : [plan.mlflowPort])];
  return {
    ...container(plan, "serve", serveCommand(plan)),
    ports: ports.map((port) => `${port}:${port}`),
    restart: "unless-stopped",
    stop_grace_period: `${Math.ceil(plan.drain / 1000) + 10}s`,
  };
}

/** Something that is started by hand or by a schedule and ends. */
function job(plan: Plan, target: string, command: readonly string[]): object {
  return { ...container(plan, target, command), profiles: ["jobs"], restart: "no" };
}

function container(plan: Plan, target: string, command: readonly string[]): object {
  const needed = kindsOf(plan);
  return {
    image: `${plan.name}-${target}`,
    build: { context: ".", target },
    command,
    environment: environmentOf(plan),
    volumes: [
      ...plan.state.map((folder) => `${volumeOf(folder)}:${folder}`),
      ...plan.data.map((folder) => `./${folder}:${WORKDIR}/${folder}:ro`),
    ],
    init: true,
    read_only: true,
    tmpfs: ["/tmp"],
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
    ...(needed.length > 0
      ? { depends_on: Object.fromEntries(needed.map((kind) => [kind, { condition: "service_healthy" }])) }
      : {}),
  };
}

function environmentOf({ environment, servers, variables }: Plan): Record<string, string> {
  return {
    TANDEM_ENV: environment,
    ...Object.fromEntries(servers.map(({ kind, variable }) => [variable, URLS[kind]])),
    ...Object.fromEntries(variables.map((name) => [name, required(name)])),
  };
}

function required(variable: string): string {
  return `\${${variable}:?set it in the environment or in .env}`;
}

const URLS: Readonly<Record<Server["kind"], string>> = {
  postgres: `postgres://tandem:${required("POSTGRES_PASSWORD")}@postgres:5432/tandem`,
  mongodb: "mongodb://mongodb:27017/tandem",
  redis: "redis://redis:6379",
};

const SERVERS: Readonly<Record<Server["kind"], () => object>> = { postgres, mongodb, redis };

function postgres(): object {
  return {
    image: "postgres:17",
    command: ["postgres", "-c", "max_connections=100", "-c", "shared_buffers=256MB"],
    environment: {
      POSTGRES_USER: "tandem",
      POSTGRES_DB: "tandem",
      POSTGRES_PASSWORD: required("POSTGRES_PASSWORD"),
    },
    volumes: ["postgres:/var/lib/postgresql/data"],
    healthcheck: { test: ["CMD", "pg_isready", "-U", "tandem"], interval: "5s", timeout: "3s", retries: 20 },
    restart: "unless-stopped",
  };
}

function mongodb(): object {
  return {
    image: "mongo:8",
    command: ["mongod", "--bind_ip_all"],
    volumes: ["mongodb:/data/db"],
    healthcheck: {
      test: ["CMD", "mongosh", "--quiet", "--eval", "db.adminCommand('ping').ok"],
      interval: "5s",
      timeout: "10s",
      retries: 20,
    },
    restart: "unless-stopped",
  };
}

function redis(): object {
  return {
    image: "redis:7",
    command: ["redis-server", "--appendonly", "yes", "--maxmemory-policy", "noeviction"],
    volumes: ["redis:/data"],
    healthcheck: { test: ["CMD", "redis-cli", "ping"], interval: "5s", timeout: "3s", retries: 20 },
    restart: "unless-stopped",
  };
}

function kindsOf({ servers }: Plan): readonly Server["kind"][] {
  return [...new Set(servers.map(({ kind }) => kind))].sort();
}

function volumeOf(folder: string): string {
  return folder
    .replace(`${WORKDIR}/`, "")
    .replaceAll(/[^A-Za-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
}
