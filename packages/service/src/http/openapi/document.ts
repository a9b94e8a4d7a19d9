import type { FastifyInstance } from "fastify";
import type { ModelService } from "../../service.ts";
import { knownRoutes, type KnownRoute } from "../scope.ts";
import { Components } from "./embed.ts";
import {
  jsonReply,
  objectOf,
  text,
  type Content,
  type JsonSchema,
  type Operation,
  type Parameter,
} from "./operation.ts";

export interface DocumentOptions {
  readonly title?: string;
  readonly version?: string;
  /** Where the service is reached from outside, when that is not where the document is. */
  readonly servers?: readonly string[];
}

/** The OpenAPI 3.1 document of every route the server has, for the endpoint types it serves now. */
export function openApiDocument(
  app: FastifyInstance,
  service: ModelService,
  { title = "Model service", version = "1", servers = [] }: DocumentOptions,
): Readonly<Record<string, unknown>> {
  const components = new Components();
  const secured = app.hasDecorator("secured");
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of knownRoutes(app)) {
    if (route.method === "HEAD" || route.method === "OPTIONS") continue;
    for (const { at = {}, operation } of route.operation?.(service) ?? [{ operation: undescribed(route) }]) {
      const item = (paths[pathOf(route.url, at)] ??= {});
      item[route.method.toLowerCase()] = operationOf(route, at, operation, components, secured);
    }
  }
  return {
    openapi: "3.1.0",
    info: { title, version },
    ...(servers.length > 0 ? { servers: servers.map((url) => ({ url })) } : {}),
    paths,
    components: { schemas: components.schemas, ...(secured ? { securitySchemes } : {}) },
  };
}

const securitySchemes = {
  key: { type: "http", scheme: "bearer", description: "An API key or a JSON Web Token" },
};

const undescribed = ({ method, url }: KnownRoute): Operation => ({
  summary: `${method} ${url}`,
  tags: ["more"],
  responses: { "200": { description: "Done" } },
});

const pathOf = (url: string, at: Readonly<Record<string, string>>): string =>
  url.replace(/\/$/, "").replace(/:(\w+)/g, (_all, name: string) => at[name] ?? `{${name}}`) || "/";

function operationOf(
  route: KnownRoute,
  at: Readonly<Record<string, string>>,
  operation: Operation,
  components: Components,
  secured: boolean,
): Readonly<Record<string, unknown>> {
  const { parameters = [], requestBody, responses, ...about } = operation;
  const open = [...route.url.matchAll(/:(\w+)/g)].map(([, name]) => name!).filter((name) => !(name in at));
  const missing = open.filter((name) => !parameters.some((one) => one.name === name));
  const all = [
    ...missing.map((name): Parameter => ({ name, in: "path", required: true, schema: text })),
    ...parameters,
  ];
  const content = (media: NonNullable<Content["content"]>) =>
    mapped(media, ({ schema }) => ({ schema: components.add(schema) }));
  const withSchemas = (one: Content) => ({ ...one, ...(one.content ? { content: content(one.content) } : {}) });
  return {
    operationId: `${route.method.toLowerCase()}${pathOf(route.url, at).replace(/[^A-Za-z0-9]+/g, "_")}`,
    ...about,
    ...(all.length > 0 ? { parameters: all } : {}),
    ...(requestBody ? { requestBody: { ...requestBody, content: content(requestBody.content) } } : {}),
    responses: mapped({ ...responses, ...failures(operation.tags[0]!) }, withSchemas),
    ...(secured ? { security: route.scope === "open" ? [] : [{ key: [] }], "x-scope": route.scope } : {}),
  };
}

const mapped = <A, B>(values: Readonly<Record<string, A>>, to: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, to(value)]));

const problem = objectOf({ error: objectOf({ code: text, message: text, requestId: text }, { details: {} }) });
const failureOf: Readonly<Record<string, JsonSchema>> = {
  "open inference": objectOf({ error: text }),
  mlflow: objectOf({ error_code: text, message: text }, { details: {} }),
};

const failures = (tag: string): Readonly<Record<string, Content>> => ({
  "4XX": jsonReply("The request cannot be answered; the message says why", failureOf[tag] ?? problem),
  "5XX": jsonReply("The service failed or takes no more for now", failureOf[tag] ?? problem),
});
