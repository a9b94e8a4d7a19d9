import { z } from "zod";
import { strictMap } from "./strict-map.ts";

const milliseconds = z.number().positive();
const Batching = strictMap({
  /** Most questions answered in one call; 1 is none. */
  maxSize: z.int().min(1).max(100_000),
  /** Longest a question waits for others, in milliseconds. Default 2. */
  maxLatency: z.number().nonnegative().optional(),
});
const Threads = strictMap({
  /** Default 1. */
  count: z.int().min(1).max(256).optional(),
  /** Megabytes of a thread's heap. Default 512. */
  memory: z.int().min(16).optional(),
});

/** What can be said for all models and for one. */
export const modelShape = {
  batching: Batching.optional(),
  /** Models predict in the process's own thread unless this says otherwise. */
  threads: Threads.optional(),
  /** Questions under way; more are refused with 503 and `Retry-After`. Default 1,000. */
  maxWaiting: z.int().min(1).optional(),
  /** Milliseconds for one answer where the route says nothing. Default 10,000. */
  deadline: milliseconds.optional(),
};

const ModelServed = strictMap({
  ...modelShape,
  /** The service is ready without it: one that is still to be trained, say. Default false. */
  optional: z.boolean().optional(),
  /** Whether the endpoints that stand in `endpoints/` beside the model's module are served too. Default true. */
  endpoints: z.boolean().optional(),
});
export type ModelServed = z.infer<typeof ModelServed>;

/** A list of names, or a map of names to how each is served; the result is a map either way. */
export const ModelsServed = z.unknown().transform((value, context): Readonly<Record<string, ModelServed>> => {
  const given: unknown = Array.isArray(value) ? Object.fromEntries(value.map((name) => [name, {}])) : value;
  const result = z
    .record(
      z.string(),
      ModelServed.nullable().transform((one) => one ?? {}),
    )
    .safeParse(given);
  if (result.success) return result.data;
  for (const issue of result.error.issues)
    context.issues.push({ ...issue, input: value } as (typeof context.issues)[number]);
  return z.NEVER;
});
