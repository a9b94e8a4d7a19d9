import type { Buffer } from "node:buffer";
import { createRequire } from "node:module";
import { TandemError, type EndpointType } from "@tandem/core";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ModelService } from "../../service.ts";
import { askRows } from "../ask-rows.ts";
import { endpointOf } from "../endpoint-of.ts";
import { questionOf } from "../question-of.ts";
import { tensorLayout } from "../oip/fields.ts";
import { failed } from "../problems.ts";
import { replyJson } from "../reply-json.ts";
import "../scope.ts";
import { parseJson } from "../security/parse-json.ts";
import { textOf } from "../security/text-of.ts";
import { checkOf } from "../validation.ts";
import { pingOperation, scoreOperation, versionOperation } from "./operations.ts";
import { rowsOfCsv } from "./read-csv.ts";
import { rowsOfFrame } from "./read-frame.ts";

export interface InvocationOptions {
  /** Endpoint type that `POST /invocations` asks. Default the only one there is. */
  readonly endpoint?: string;
}

/**
 * Scoring as MLflow's servers do it: `POST /invocations` and `POST /endpoints/{type}/invocations` take rows in MLflow's
 * four JSON forms or as CSV and give `{ predictions }`, one for each row; `GET /ping` and `GET /version`.
 */
export function invocations(options: InvocationOptions = {}) {
  return (app: FastifyInstance, service: ModelService): void => {
    void app.register((mlflow, _options, done) => {
      mlflow.removeAllContentTypeParsers();
      for (const type of ["application/json", "text/csv"])
        mlflow.addContentTypeParser(type, { parseAs: "buffer" }, (_request, body, parsed) => parsed(null, body));
      mlflow.setErrorHandler((error, request, reply) => fail(error, request, reply));
      const config = { scope: "predict" } as const;
      mlflow.post(
        "/invocations",
        { config: { ...config, operation: scoreOperation(options.endpoint) } },
        (request, reply) => score(service, defaultOf(service, options), request, reply),
      );
      mlflow.post(
        "/endpoints/:type/invocations",
        { config: { ...config, operation: scoreOperation("each") } },
        (request, reply) =>
          score(service, endpointOf(service, (request.params as { type: string }).type), request, reply),
      );
      mlflow.get("/ping", { config: { scope: "open", operation: pingOperation } }, (_request, reply) =>
        reply
          .code(service.ready ? 200 : 503)
          .type("text/plain")
          .send("\n"),
      );
      mlflow.get("/version", { config: { scope: "open", operation: versionOperation } }, (_request, reply) =>
        reply.type("text/plain").send(version),
      );
      done();
    });
  };
}

const { version } = createRequire(import.meta.url)("../../../package.json") as { readonly version: string };

function defaultOf(service: ModelService, { endpoint }: InvocationOptions): EndpointType<unknown, unknown> {
  if (endpoint !== undefined) return endpointOf(service, endpoint);
  const [only, ...more] = service.endpoints;
  if (only && more.length === 0) return only;
  const known = service.endpoints.map(({ name }) => `/endpoints/${name}/invocations`).join(", ");
  throw new TandemError("service/bad-request", { reason: `it names no endpoint; ask one of ${known}` });
}

async function score(
  service: ModelService,
  type: EndpointType<unknown, unknown>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const layout = tensorLayout(type.input, "input");
  const text = request.body === undefined ? "" : textOf(request.body as Buffer);
  const csv = request.headers["content-type"]?.trim().toLowerCase().startsWith("text/csv") === true;
  const rows = csv ? rowsOfCsv(text, layout) : rowsOfFrame(parseJson(text), layout);
  const { outputs, target } = await askRows(service, type.name, rows, checkOf(type), questionOf(request));
  if (target) void reply.header("x-tandem-target", target.title);
  void reply.header("x-request-id", request.id).type("application/json; charset=utf-8");
  return reply.send(replyJson({ predictions: outputs }, type.name));
}

const codes: Readonly<Record<number, string>> = {
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "RESOURCE_DOES_NOT_EXIST",
  429: "REQUEST_LIMIT_EXCEEDED",
  503: "TEMPORARILY_UNAVAILABLE",
};

function fail(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { message, details } = failed(error, request, reply);
  const { statusCode: status } = reply;
  const error_code = codes[status] ?? (status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR");
  return reply.send({ error_code, message, details });
}
