import type { Artifact } from "@tandem/core";

/** What a thread is started with. */
export interface ThreadData {
  /** URL of the module that exports the model package. */
  readonly module: string;
  readonly name: string;
  /** Its blobs lie in shared memory: threads hold one copy. */
  readonly artifact: Artifact;
}

export interface ThreadJob {
  readonly ids: readonly string[];
  readonly data: readonly unknown[];
  /** One Int32 in shared memory, 1 once nobody waits for the answer. */
  readonly aborted: SharedArrayBuffer;
}

export type ThreadAnswer =
  | { readonly outcomes: readonly object[] }
  | { readonly error: { readonly message: string; readonly code?: string; readonly details?: unknown } };
