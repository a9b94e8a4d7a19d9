import { Readable } from "node:stream";
import type { ArtifactStore } from "@tandem/core";
import type { Registry } from "@tandem/registry";
import fastify, { type FastifyInstance } from "fastify";
import { ArtifactFiles } from "./artifacts.ts";
import { experimentHandlers, experimentId } from "./experiments.ts";
import { loggedModelHandlers } from "./logged-models.ts";
import { modelVersionHandlers } from "./model-versions.ts";
import { MlflowProblem, problemReply, required } from "./problem.ts";
import { registeredModelHandlers } from "./registered-models.ts";
import { runHandlers } from "./runs.ts";
import type { Handlers, Request } from "./routes.ts";

export interface MlflowOptions {
  readonly registry: Registry;
  /** Where artifacts that clients upload are kept. */
  readonly artifacts: ArtifactStore;
  /** What `/version` says; clients of this MLflow version and its neighbours work. Default "3.17.2". */
  readonly version?: string;
}

/**
 * MLflow's REST API 2.0 over the registry: experiments, runs, metrics, registered models, versions, aliases, logged
 * models, and artifacts by the `mlflow-artifacts` scheme. `mlflow.set_tracking_uri(url)` is all a client needs.
 */
export function mlflowServer({ registry, artifacts, version = "3.17.2" }: MlflowOptions): FastifyInstance {
  const app = fastify({ bodyLimit: 64 << 20, routerOptions: { maxParamLength: 4_096 } });
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
  const all: Handlers = {
    ...experimentHandlers(registry),
    ...runHandlers(registry),
    ...registeredModelHandlers(registry),
    ...modelVersionHandlers(registry),
    ...loggedModelHandlers(registry),
    ...listingHandlers(registry, files),
  };
  for (const [route, handle] of Object.entries(all)) {
    const [method = "", path = ""] = route.split(" ");
    for (const api of ["/api/2.0/mlflow/", "/ajax-api/2.0/mlflow/"])
      app.route({
        method,
        url: `${api}${path}`,
        handler: (request) =>
          handle({
            ...(request.query as Request),
            ...((request.body ?? {}) as Request),
            ...(request.params as Request),
          }),
      });
  }
  artifactRoutes(app, files);
  return app;
}

function listingHandlers(registry: Registry, files: ArtifactFiles): Handlers {
  const list = async (root: string, below: string) =>
    (await files.list(below ? `${root}/${below}` : root)).map((file) => ({
      ...file,
      path: below ? `${below}/${file.path}` : file.path,
    }));
  return {
    "GET artifacts/list": async (request) => {
      const run = await registry.runs.get(required(request, request["run_id"] ? "run_id" : "run_uuid"));
      const root = `${experimentId((await registry.experiments.named(run.experiment))!)}/${run.id}/artifacts`;
      return { root_uri: `mlflow-artifacts:/${root}`, files: await list(root, String(request["path"] ?? "")) };
    },
    "GET logged-models/:model_id/artifacts/directories": async (request) => {
      const id = required(request, "model_id");
      const model = await registry.documents.get("mlflow-logged-model", id);
      if (!model) throw new MlflowProblem("RESOURCE_DOES_NOT_EXIST", `Logged model with ID '${id}' not found.`);
      const root = `${model.parent}/models/${id}/artifacts`;
      return {
        root_uri: `mlflow-artifacts:/${root}`,
        files: await list(root, String(request["artifact_directory_path"] ?? "")),
      };
    },
  };
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
