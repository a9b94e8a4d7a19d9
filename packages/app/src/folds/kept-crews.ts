import type { AnyModelPackage } from "@tandem/core";
import { startCrew, type FoldCrew } from "./fold-crew.ts";

/** Milliseconds that threads without work wait for more: they have imported the package and compiled its hot loops. */
const KEPT = 30_000;

interface Kept {
  readonly crew: FoldCrew;
  readonly leaves: NodeJS.Timeout;
}

/** By package object: one that is imported anew, from changed files, gets new threads. */
const kept = new Map<AnyModelPackage, Kept>();

/** A crew that waits for work with this package, or else a new one. @throws as {@link startCrew} */
export function takeCrew(pkg: AnyModelPackage, threads: number): FoldCrew {
  const waiting = kept.get(pkg);
  if (waiting?.crew.threads !== threads) return startCrew(pkg, threads);
  clearTimeout(waiting.leaves);
  kept.delete(pkg);
  return waiting.crew.alive ? waiting.crew : startCrew(pkg, threads);
}

/** Keeps a crew whose work is done for the next call. It does not keep the process from ending. */
export async function keepCrew(pkg: AnyModelPackage, crew: FoldCrew): Promise<void> {
  if (kept.has(pkg) || !crew.alive) return crew.close();
  const leaves = setTimeout(() => {
    kept.delete(pkg);
    void crew.close();
  }, KEPT);
  kept.set(pkg, { crew, leaves: leaves.unref() });
}
