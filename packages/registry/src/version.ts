export interface NewVersion {
  readonly model: string;
  /** The version that core's saveModel gave: the digest of all that was learned. */
  readonly artifact: string;
  /** The storage that holds it, like "fs/blob/models". */
  readonly store: string;
  readonly run?: string;
  readonly author?: string;
  readonly description?: string;
  /** Where the artifact came from, when not from a run here. */
  readonly source?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** What it was made from: `{ kind: "warm-start", parent: "churn@3" }`, `{ kind: "data", parent: "<snapshot>" }`. */
  readonly parents?: readonly Parent[];
}
export interface Parent {
  readonly kind: string;
  readonly parent: string;
}

export interface RegisteredVersion {
  readonly model: string;
  /** Counts from 1 within its model; a number is never given twice. */
  readonly number: number;
  readonly artifact: string;
  readonly store: string;
  readonly run?: string;
  readonly created: number;
  readonly updated: number;
  readonly author: string;
  readonly description: string;
  readonly source: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly aliases: readonly string[];
}

export interface VersionPage {
  /** Versions below this number. */
  readonly before?: number;
  /** Default 100. */
  readonly limit?: number;
}
