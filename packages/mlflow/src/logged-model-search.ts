import type { Document, Registry } from "@tandem/registry";
import { attribute, noSuchEntity, objects, own, required, text, texts } from "./fields.ts";
import { holdsAll, parseFilter } from "./filter.ts";
import { LOGGED_MODEL, modelOf } from "./logged-model.ts";
import { sorted } from "./order.ts";
import { page, type NextPage } from "./pages.ts";
import type { Request } from "./routes.ts";

/** Newest first, unless ordered. */
export async function searchLoggedModels(
  registry: Registry,
  request: Request,
): Promise<{ readonly rows: readonly Document[]; readonly next: NextPage }> {
  const comparisons = parseFilter(text(request, "filter"));
  const found = (await registry.documents.list(LOGGED_MODEL, texts(request, "experiment_ids")))
    .filter((document) => !modelOf(document).deleted && holdsAll(comparisons, document, valueOf))
    .reverse();
  const order = objects(request, "order_by").map(
    (by) => `${required(by, "field_name")} ${by["ascending"] === false ? "DESC" : "ASC"}`,
  );
  return page(sorted(found, order, valueOf), request, 50);
}

function valueOf(document: Document, entity: string, key: string): string | number | undefined {
  const model = modelOf(document);
  if (entity === "tags" || entity === "params") return own(model[entity], key);
  if (entity === "metrics") {
    const value = model.metrics.find((metric) => metric.key === key)?.value;
    return value === undefined ? undefined : Number(value);
  }
  if (entity !== "attributes") noSuchEntity(entity, ["attributes", "metrics", "params", "tags"]);
  return attribute(
    {
      name: model.name,
      model_id: document.id,
      model_type: model.model_type,
      status: model.status.replace("LOGGED_MODEL_", ""),
      source_run_id: model.source_run_id,
      creation_timestamp: document.created,
      creation_time: document.created,
      last_updated_timestamp: model.updated,
    },
    key,
  );
}
