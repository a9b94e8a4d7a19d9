import type { Trees } from "../trees.ts";

/** Names of the columns, or "feature 0", "feature 1", ... */
export function featureNames({ featureNames, features }: Pick<Trees, "featureNames" | "features">): readonly string[] {
  return featureNames ?? Array.from({ length: features }, (_, i) => `feature ${i}`);
}
