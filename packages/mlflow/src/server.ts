import { Readable } from "node:stream";
import type { ArtifactStore } from "@tandem/core";
import type { Registry } from "@tandem/registry";
import fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify";
import { ArtifactFiles } from "./artifacts.ts";
import { allHandlers } from "./handlers.ts";
import { MlflowProblem, problemReply } from "./problem.ts";
import type { Request } from "./routes.ts";

export interface MlflowOptions {
  readonly registry: Registry;
  /** Where artifacts that clients upload are kept. */
  readonly artifacts: ArtifactStore;
  /** What `/version` says; clients of this MLflow version and its neighbours work. Default "3.17.2". */
  readonly version?: string;
  /** Speaks HTTPS; PEM. With an authority, clients must bring a certificate of it. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly clientAuthority?: string };
}

/** Answers from this length on are sent as bytes: text would be joined with the head of the answer and encoded again. */
const LONG = 100_000;

/**
 * MLflow's REST API 2.0 over the registry: experiments, runs, metrics, registered models, versions, aliases, logged
 * models, and artifacts by the `mlflow-artifacts` scheme. `mlflow.set_tracking_uri(url)` is all a client needs.
 */
export function mlflowServer({ registry, artifacts, version = "3.17.2", tls }: MlflowOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: 64 << 20,
    routerOptions: { maxParamLength: 4_096 },
    ...(tls ? { https: nodeTls(tls) } : {}),
  } as FastifyServerOptions);
  app.setErrorHandler((error, _request, reply) => {
    const { status, body } = problemReply(error);
    return reply.code(status).send(body);
  });
  app.setNotFoundHandler((request, reply) => {
    const { status, body } = problemReply(
      new MlflowProblem(
        "ENDPOINT_NOT_FOUND",
        `${request.method} ${request.url.split("?")[0]} is not part of this server`,
      ),
    );
    return reply.code(status).send(body);
  });
  app.get("/health", async () => "OK");
  app.get("/version", async () => version);
  const files = new ArtifactFiles(artifacts);
  for (const [route, handle] of Object.entries(allHandlers(registry, files))) {
    const [method = "", path = ""] = route.split(" ");
    for (const api of ["/api/2.0/mlflow/", "/ajax-api/2.0/mlflow/"])
      app.route({
        method,
        url: `${api}${path}`,
        handler: async (request, reply) => {
          const fields = { ...(request.query as Request), ...bodyOf(request.body), ...(request.params as Request) };
          const answer = JSON.stringify(await handle(fields));
          void reply.type("application/json; charset=utf-8");
          return answer.length < LONG ? answer : Buffer.from(answer);
        },
      });
  }
  artifactRoutes(app, files);
  return app;
}

function nodeTls({ clientAuthority, ...own }: NonNullable<MlflowOptions["tls"]>) {
  const asked =
    clientAuthority === undefined ? {} : { ca: clientAuthority, requestCert: true, rejectUnauthorized: true };
  return { ...own, minVersion: "TLSv1.2", ...asked };
}

function bodyOf(body: unknown): Request {
  if (body === undefined || body === null) return {};
  if (typeof body === "object" && !Array.isArray(body)) return body as Request;
  throw new MlflowProblem("INVALID_PARAMETER_VALUE", "The body of the request is no JSON object.");
}

/** Uploads and downloads are streams of any length. */
function artifactRoutes(app: FastifyInstance, files: ArtifactFiles): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    const path = (request: { readonly params: unknown }) => (request.params as { readonly "*": string })["*"];
    for (const api of ["/api/2.0/mlflow-artifacts/artifacts", "/ajax-api/2.0/mlflow-artifacts/artifacts"]) {
      scope.get(api, async (request) => ({
        files: await files.list((request.query as { readonly path?: string }).path ?? ""),
      }));
      scope.put(`${api}/*`, { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request) => {
        await files.put(path(request), (request.body ?? Readable.from([])) as AsyncIterable<Uint8Array>);
        return {};
      });
      scope.get(`${api}/*`, async (request, reply) => {
        const { bytes, body } = await files.open(path(request));
        return reply
          .header("content-type", "application/octet-stream")
          .header("content-length", bytes)
          .send(Readable.from(body));
      });
      scope.delete(`${api}/*`, async (request) => {
        await files.delete(path(request));
        return {};
      });
    }
  });
}
