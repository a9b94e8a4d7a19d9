import type { Buffer } from "node:buffer";
import type { FastifyInstance } from "fastify";
import { parseJson } from "./security/parse-json.ts";
import { textOf } from "./security/text-of.ts";

/** Bodies are JSON in UTF-8 and nothing else, parsed with {@link parseJson}. */
export function acceptJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => {
    try {
      done(null, parseJson(textOf(body as Buffer)));
    } catch (error) {
      done(error as Error);
    }
  });
}
