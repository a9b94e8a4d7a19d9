import type { Buffer } from "node:buffer";
import { gunzipSync, inflateSync } from "node:zlib";
import { TandemError } from "@tandem/core";
import type { FastifyInstance } from "fastify";
import { parseJson } from "../security/parse-json.ts";

const accepted = ["application/json", "application/octet-stream", ""];

/** Bodies of the protocol reach their routes as bytes, whatever they are; `gzip` and `deflate` are undone. */
export function acceptBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (request, body, done) => {
    const type = (request.headers["content-type"] ?? "").split(";")[0]!.trim().toLowerCase();
    if (!accepted.includes(type))
      return done(Object.assign(new Error(`${type} is no media type of this path`), { statusCode: 415 }));
    try {
      done(null, decompressed(body as Buffer, request.headers["content-encoding"], request.routeOptions.bodyLimit));
    } catch (error) {
      done(error as Error);
    }
  });
}

function decompressed(body: Buffer, encoding: string | undefined, limit: number): Buffer {
  if (encoding === undefined || encoding === "identity") return body;
  const options = { maxOutputLength: limit };
  try {
    if (encoding === "gzip") return gunzipSync(body, options);
    if (encoding === "deflate") return inflateSync(body, options);
  } catch (error) {
    const large = (error as { readonly code?: string }).code === "ERR_BUFFER_TOO_LARGE";
    const reason = large ? `it is larger than ${limit} bytes` : `it is not ${encoding}`;
    throw new TandemError("service/bad-request", { reason }, { cause: error });
  }
  throw new TandemError("service/bad-request", { reason: "Content-Encoding must be gzip or deflate" });
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** @throws TandemError `service/bad-request` */
export function jsonOf(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (error) {
    throw new TandemError("service/bad-request", { reason: "its JSON is not UTF-8" }, { cause: error });
  }
  return parseJson(text);
}
