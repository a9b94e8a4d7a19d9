import { WORKDIR, type Plan } from "./plan.ts";

const NODE = "node:22-slim";
const TANDEM = ["node", "node_modules/@tandem/cli/bin/tandem.js"];

/**
 * One image in three kinds, by what it does when it is started: the targets `train`, `predict` and `serve`. What builds
 * stays behind in a stage of its own; the process is not root and owns nothing but the folders of its state.
 */
export function dockerfile({ workspaces, state, models, environment, port, tls, mlflowPort }: Plan): string {
  const install = "RUN npm install --no-audit --no-fund";
  const copies = workspaces
    ? ["COPY . .", install]
    : ["COPY package.json package-lock.json* .npmrc* ./", install, "COPY . ."];
  const health = healthCheck(port, tls);
  const exposed = [port, ...(mlflowPort === undefined ? [] : [mlflowPort])];
  return `# Written by tandem compose. Build one kind: docker build --target serve .

FROM ${NODE} AS build
WORKDIR ${WORKDIR}
${copies.join("\n")}
RUN npm run build --if-present && npm prune --omit=dev --no-audit --no-fund && npm cache clean --force

FROM ${NODE} AS base
ENV NODE_ENV=production TANDEM_ENV=${environment}
WORKDIR ${WORKDIR}
COPY --from=build ${WORKDIR} ${WORKDIR}
RUN mkdir -p ${state.join(" ")} && chown node:node ${state.join(" ")}
USER node
ENTRYPOINT ${JSON.stringify(TANDEM)}

FROM base AS train
CMD ${JSON.stringify(trainCommand(models[0]!))}

FROM base AS predict
CMD ${JSON.stringify(predictCommand(models[0]!))}

FROM base AS serve
EXPOSE ${exposed.join(" ")}
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ${JSON.stringify(["node", "-e", health])}
CMD ${JSON.stringify(serveCommand({ port, mlflowPort }))}
`;
}

/** A program that ends with 0 where the service is ready; to itself a container need not prove who it is. */
function healthCheck(port: number, tls: boolean): string {
  const trust = tls ? "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; " : "";
  const asked = `fetch('${tls ? "https" : "http"}://127.0.0.1:${port}/health/ready')`;
  return `${trust}${asked}.then((reply) => process.exit(reply.ok ? 0 : 1), () => process.exit(1))`;
}

/** What need not reach the image: it is installed there, mounted, or none of its business. */
export function dockerignore({ data }: Pick<Plan, "data">): string {
  const ignored = [
    "**/node_modules",
    ".git",
    ".tandem",
    ".env*",
    "**/*.log",
    "Dockerfile",
    "docker-compose.yml",
    ...data,
  ];
  return `${ignored.join("\n")}\n`;
}

export function trainCommand(model: string): readonly string[] {
  return ["train", model];
}
export function predictCommand(model: string): readonly string[] {
  return ["predict", model, "--out", `.tandem/predictions/${model}.csv`];
}
export function serveCommand({ port, mlflowPort }: Pick<Plan, "port" | "mlflowPort">): readonly string[] {
  const mlflow = mlflowPort === undefined ? ["--no-mlflow"] : ["--mlflow-port", String(mlflowPort)];
  return ["serve", "--host", "0.0.0.0", "--port", String(port), ...mlflow];
}
