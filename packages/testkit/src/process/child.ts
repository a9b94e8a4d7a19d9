import {
  columnarSamples,
  fieldKinds,
  loadModel,
  memoryStore,
  newRun,
  saveModel,
  type AnyModelPackage,
  type LabeledSamples,
} from "@tandem/core";
import type { Reply, Request } from "./messages.ts";

/** The program of the new process: answers one request and ends. */
process.once("message", (request: Request) => {
  void answer(request)
    .catch((error: unknown): Reply => ({
      kind: "failed",
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }))
    .then((reply) => process.send?.(reply, () => process.disconnect()));
});

async function answer({ module, name, task }: Request): Promise<Reply> {
  const pkg = packageOf((await import(module)) as Record<string, unknown>, name);
  if (!pkg) return { kind: "failed", reason: `${module} exports no model package called "${name}"` };
  const samples = columnarSamples<unknown>(task.samples, fieldKinds(pkg.sample));
  const store = memoryStore();
  if (task.kind === "train") {
    const trained = await pkg.train(samples as LabeledSamples<unknown, unknown>, newRun({ seed: task.seed }));
    const { version } = await saveModel(store, await trained.toArtifact());
    await trained.close();
    return { kind: "trained", version };
  }
  for (const [key, bytes] of task.objects) await store.put(key, bytes);
  const loaded = await loadModel(store, pkg, task.version);
  const predictions = [...((await loaded.predict(samples)) as Iterable<object>)];
  await loaded.close();
  return { kind: "predicted", predictions };
}

function packageOf(exports: Record<string, unknown>, name: string): AnyModelPackage | undefined {
  const isPackage = (value: unknown): value is AnyModelPackage =>
    typeof value === "object" &&
    value !== null &&
    (value as AnyModelPackage).name === name &&
    typeof (value as AnyModelPackage).restore === "function";
  return Object.values(exports).find(isPackage);
}
