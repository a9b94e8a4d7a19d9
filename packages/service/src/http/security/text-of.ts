import { isUtf8, type Buffer } from "node:buffer";
import { TandemError } from "@tandem/core";

/** A body as text; what is no UTF-8 is refused, as it would be read as other characters. @throws TandemError `service/bad-request` */
export function textOf(body: Buffer): string {
  if (isUtf8(body)) return body.toString("utf8");
  throw new TandemError("service/bad-request", { reason: "it is not UTF-8" });
}
