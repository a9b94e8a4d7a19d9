import type { Registry } from "@tandem/registry";
import type { ArtifactFiles } from "./artifacts.ts";
import { artifactListings } from "./artifact-listings.ts";
import { experimentHandlers } from "./experiments.ts";
import { loggedModelHandlers } from "./logged-models.ts";
import { modelVersionHandlers } from "./model-versions.ts";
import { registeredModelHandlers } from "./registered-models.ts";
import type { Handlers } from "./routes.ts";
import { runEntryHandlers } from "./run-entries.ts";
import { runHandlers } from "./runs.ts";

/** Every answer of the API, by method and path. */
export function allHandlers(registry: Registry, files: ArtifactFiles): Handlers {
  return {
    ...experimentHandlers(registry),
    ...runHandlers(registry),
    ...runEntryHandlers(registry),
    ...registeredModelHandlers(registry),
    ...modelVersionHandlers(registry),
    ...loggedModelHandlers(registry),
    ...artifactListings(registry, files),
  };
}
