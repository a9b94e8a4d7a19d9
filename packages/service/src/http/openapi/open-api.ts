import type { FastifyInstance } from "fastify";
import type { ModelService } from "../../service.ts";
import "../scope.ts";
import { openApiDocument, type DocumentOptions } from "./document.ts";
import { jsonReply, type Describe } from "./operation.ts";

/**
 * `GET /openapi.json`: OpenAPI 3.1 for exactly what is served. It tells as much as `GET /endpoints`, so that where keys or
 * tokens are asked for it needs the same scope, `read`.
 */
export function openApi(options: DocumentOptions = {}) {
  return (app: FastifyInstance, service: ModelService): void => {
    app.get("/openapi.json", { config: { scope: "read", operation } }, async () =>
      openApiDocument(app, service, options),
    );
  };
}

const operation: Describe = () => [
  {
    operation: {
      summary: "This document",
      tags: ["about"],
      responses: { "200": jsonReply("OpenAPI 3.1", { type: "object", required: ["openapi", "paths"] }) },
    },
  },
];
