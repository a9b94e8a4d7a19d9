import { memoryStore, sampleTable, saveModel, type ArtifactStore, type Samples } from "@tandem/core";
import type { Expect } from "../check.ts";
import type { Request } from "../process/messages.ts";
import { inNewProcess } from "../process/new-process.ts";
import type { Subject } from "./subject.ts";

/** What must hold beyond this process, where nothing that a package keeps to itself can help. */
export function processChecks<D, L, O extends object>(subject: Subject<D, L, O>) {
  const ask = async (expect: Expect, task: Request["task"]) => {
    const reply = await inNewProcess({ module: subject.module!, name: subject.pkg.name, task });
    return reply.kind === "failed" ? expect.fail(`in a new process: ${reply.reason}`) : reply;
  };
  return {
    "predicts the same in a new process": async (expect: Expect) => {
      await subject.trained(async (model) => {
        const here = [...(await model.predict(subject.plain()))];
        const store = memoryStore();
        const { version } = await saveModel(store, await model.toArtifact());
        const reply = await ask(expect, {
          kind: "predict",
          version,
          objects: await objectsOf(store),
          samples: sampleTable(subject.plain()),
        });
        subject.same(
          expect,
          "the model here and loaded in a new process",
          here,
          reply.kind === "predicted" ? reply.predictions : [],
        );
      });
    },
    "trains alike in a new process": async (expect: Expect) => {
      const samples = subject.training() as unknown as Samples<D>;
      const { version } = await subject.trained(async (model) => saveModel(memoryStore(), await model.toArtifact()));
      const reply = await ask(expect, { kind: "train", seed: subject.seed, samples: sampleTable(samples) });
      const there = reply.kind === "trained" ? reply.version : "nothing";
      expect.that(
        there === version,
        `training with seed ${subject.seed} gives version ${version} here and ${there} in a new process`,
      );
    },
  };
}

async function objectsOf(store: ArtifactStore): Promise<(readonly [string, Uint8Array])[]> {
  const objects: (readonly [string, Uint8Array])[] = [];
  for await (const key of store.list("")) objects.push([key, await store.get(key)]);
  return objects;
}
