import { TandemError, type EndpointType } from "@tandem/core";
import type { ModelService } from "../service.ts";

/** @throws TandemError `service/no-such-endpoint` */
export function endpointOf(service: ModelService, name: string): EndpointType<unknown, unknown> {
  const known = service.endpoints;
  const found = known.find((type) => type.name === name);
  if (!found)
    throw new TandemError("service/no-such-endpoint", { endpoint: name, known: known.map((type) => type.name) });
  return found;
}
