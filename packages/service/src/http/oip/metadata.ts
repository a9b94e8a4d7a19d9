import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ModelService } from "../../service.ts";
import "../scope.ts";
import { tensorLayout, type TensorField, type TensorLayout } from "./fields.ts";
import { modelNamed, targetsOf, versionsOf, type ServedModel } from "./models.ts";
import {
  configOperation,
  describeModel,
  metadataOperation,
  modelHealth,
  serverHealth,
  serverOperation,
} from "./operations.ts";
import type { Unloaded } from "./unloaded.ts";

export interface ModelParams {
  readonly model: string;
  readonly version?: string;
}
export const inputLayout = ({ type }: ServedModel): TensorLayout => tensorLayout(type.input, "input");
export const outputLayout = ({ type }: ServedModel): TensorLayout => tensorLayout(type.output, "output");

export function modelOf(service: ModelService, { params }: FastifyRequest): ServedModel {
  const { model, version } = params as ModelParams;
  return modelNamed(service, model, version);
}

/** Metadata and health of the server and of its models. */
export function metadata(app: FastifyInstance, service: ModelService, unloaded: Unloaded): void {
  app.get("/", { config: { scope: "read", operation: serverOperation }, exposeHeadRoute: false }, async () => ({
    name: "tandem",
    version: "2",
    extensions: ["binary_tensor_data", "model_repository", "model_configuration"],
  }));
  const open = (what: string) => ({ config: { scope: "open" as const, operation: serverHealth(what) } });
  app.get("/health/live", open("live"), async () => ({ live: true }));
  app.get("/health/ready", open("ready"), async (_request, reply) =>
    reply.code(service.ready ? 200 : 503).send({ ready: service.ready }),
  );
  for (const path of ["/models/:model", "/models/:model/versions/:version"]) {
    const config = (operation: typeof metadataOperation) => ({
      config: { scope: "read" as const, operation: describeModel(operation, path.includes(":version")) },
    });
    app.get(path, config(metadataOperation), async (request) => metadataOf(service, modelOf(service, request)));
    app.get(`${path}/config`, config(configOperation), async (request) => configOf(modelOf(service, request)));
    app.get(`${path}/ready`, config(modelHealth), async (request, reply) => {
      const { version } = request.params as ModelParams;
      const model = modelOf(service, request);
      const targets = (await targetsOf(service, model)).filter(({ unable }) => unable === undefined);
      const found = version === undefined ? targets.length > 0 : versionsOf(targets).includes(version);
      const ready = !service.draining && found && !unloaded.has(model.name);
      return reply.code(ready ? 200 : 404).send({ name: model.name, ready });
    });
  }
}

async function metadataOf(service: ModelService, model: ServedModel) {
  return {
    name: model.name,
    versions: versionsOf(await targetsOf(service, model)),
    platform: "tandem",
    inputs: inputLayout(model).fields.map(tensorOf),
    outputs: outputLayout(model).fields.map(tensorOf),
  };
}

const shapeOf = ({ kind, width }: TensorField) => (kind === "vector" ? [width] : []);

const tensorOf = (field: TensorField) => ({
  name: field.name,
  datatype: field.datatype,
  shape: [-1, ...shapeOf(field)],
  ...(field.kind === "json" ? { parameters: { content_type: "application/json" } } : {}),
});

/** The model's configuration in the form of Triton's clients. */
function configOf(model: ServedModel) {
  const typeName = ({ datatype }: TensorField) => `TYPE_${datatype === "BYTES" ? "STRING" : datatype}`;
  const tensor = (field: TensorField) => ({
    name: field.name,
    data_type: typeName(field),
    dims: [-1, ...shapeOf(field)],
  });
  return {
    name: model.name,
    platform: "tandem",
    backend: "tandem",
    max_batch_size: 0,
    input: inputLayout(model).fields.map((field) => ({ ...tensor(field), optional: field.optional })),
    output: outputLayout(model).fields.map(tensor),
  };
}
