import { Buffer } from "node:buffer";
import type { EndpointType } from "@tandem/core";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ModelService } from "../../service.ts";
import { askRows } from "../ask-rows.ts";
import { questionOf } from "../question-of.ts";
import { checkOf } from "../validation.ts";
import type { TensorLayout } from "./fields.ts";
import { inputLayout, modelOf, outputLayout, type ModelParams } from "./metadata.ts";
import type { ServedModel } from "./models.ts";
import { describeModel, inferOperation } from "./operations.ts";
import { outputTensors } from "./output-tensors.ts";
import { jsonOf } from "./read-body.ts";
import { readInferRequest } from "./read-request.ts";
import { rowsOf } from "./rows.ts";
import type { Unloaded } from "./unloaded.ts";
import { writeResponse } from "./write-response.ts";

const LENGTH = "inference-header-content-length";

/** `POST /v2/models/{model}[/versions/{version}]/infer`. */
export function inference(app: FastifyInstance, service: ModelService, unloaded: Unloaded): void {
  const layouts = new WeakMap<EndpointType<unknown, unknown>, { input: TensorLayout; output: TensorLayout }>();
  const layoutsOf = (model: ServedModel) => {
    let found = layouts.get(model.type);
    if (!found) layouts.set(model.type, (found = { input: inputLayout(model), output: outputLayout(model) }));
    return found;
  };
  const infer = async (request: FastifyRequest, reply: FastifyReply) => {
    const model = modelOf(service, request);
    unloaded.check(model.name);
    const { input, output } = layoutsOf(model);
    const body = (request.body ?? Buffer.alloc(0)) as Buffer;
    const asked = readInferRequest(body, request.headers[LENGTH] as string | undefined, jsonOf);
    const { outputs, target } = await askRows(
      service,
      model.type.name,
      rowsOf(input, asked.inputs),
      checkOf(model.type),
      questionOf(request, model.target),
    );
    const wanted = asked.outputs && new Set(asked.outputs.map(({ name }) => name));
    const [only, ...more] = target?.versions ?? [];
    const { version = only && more.length === 0 ? String(only.number) : "1" } = request.params as ModelParams;
    const head = { model_name: model.name, model_version: version, id: asked.id ?? request.id };
    const written = writeResponse(head, outputTensors(output, outputs, wanted), asked);
    if (target) reply.header("x-tandem-target", target.title);
    reply.header("x-request-id", request.id);
    if (written.jsonLength !== undefined) reply.header(LENGTH, written.jsonLength);
    reply.type(written.jsonLength === undefined ? "application/json; charset=utf-8" : "application/octet-stream");
    return reply.send(written.body);
  };
  for (const version of ["", "/versions/:version"])
    app.post(
      `/models/:model${version}/infer`,
      { config: { scope: "predict", operation: describeModel(inferOperation, version !== "") } },
      infer,
    );
}
