import type { FastifyInstance } from "fastify";
import { parseJson } from "./security/parse-json.ts";

/** Bodies are JSON and nothing else, parsed with {@link parseJson}. */
export function acceptJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    try {
      done(null, parseJson(body as string));
    } catch (error) {
      done(error as Error);
    }
  });
}
