import { assertJson, loadModel, memoryStore, saveModel, type Artifact, type Encoded, type Json } from "@tandem/core";
import type { Expect } from "../check.ts";
import { difference } from "../difference.ts";
import type { Subject } from "./subject.ts";

/** What must hold of a model as data. */
export function persistenceChecks<D, L, O extends object>(subject: Subject<D, L, O>) {
  const { pkg } = subject;
  return {
    "predicts the same after save and load": async (expect: Expect) => {
      await subject.trained(async (model) => {
        const before = [...(await model.predict(subject.plain()))];
        const store = memoryStore();
        const { version } = await saveModel(store, await model.toArtifact());
        const loaded = await loadModel(store, pkg, version);
        try {
          subject.same(expect, "the trained and the loaded model", before, await loaded.predict(subject.plain()));
          const found = difference(await model.toArtifact(), await loaded.toArtifact());
          if (found) expect.fail(`the loaded model makes another artifact than the one it was loaded from, ${found}`);
        } finally {
          await loaded.close();
        }
      });
    },
    "makes artifacts of JSON and blobs alone": async (expect: Expect) => {
      await subject.trained(async (model) => {
        const artifact = await model.toArtifact();
        expect.that(
          artifact.model === pkg.name,
          `the artifact names the model "${artifact.model}" instead of "${pkg.name}"`,
        );
        for (const part of ["state", "estimator"] as const) isData(expect, part, artifact[part]);
        for (const format of [artifact.format, artifact.stateFormat])
          expect.that(FORMAT.test(format), `the format "${format}" is not a name and a version like "layers@1"`);
        const copy = await pkg.restore(asLoaded(artifact));
        try {
          subject.same(
            expect,
            "the model and its copy from JSON text and bytes",
            await model.predict(subject.plain()),
            await copy.predict(subject.plain()),
          );
        } finally {
          await copy.close();
        }
      });
    },
    "refuses the artifact of another model": async (expect: Expect) => {
      const artifact = await subject.trained((model) => model.toArtifact());
      for (const [what, other] of Object.entries({
        "another model": { model: `${pkg.name}-other` },
        "another estimator format": { format: "another@999" },
        "another state format": { stateFormat: "another@999" },
        "a later contract": { contract: artifact.contract + 1 },
      }))
        await expect.code("artifact/incompatible", `restoring the artifact of ${what}`, () =>
          pkg.restore({ ...artifact, ...other }),
        );
    },
  };
}

/** Like "layers@1": what {@link Codec.format} must look like. */
export const FORMAT = /^[a-z][a-z0-9.+/-]*@[0-9]+$/;
export const BLOB_NAME = /^(?!\.+$)[A-Za-z0-9._-]+$/;

export function isData(expect: Expect, part: string, encoded: Encoded): void {
  try {
    assertJson(encoded.json, part);
  } catch (error) {
    expect.fail(error instanceof Error ? error.message : String(error));
  }
  for (const [name, bytes] of Object.entries(encoded.blobs ?? {})) {
    expect.that(bytes instanceof Uint8Array, `${part}: blob "${name}" is no Uint8Array`);
    expect.that(BLOB_NAME.test(name), `${part}: "${name}" is no blob name; use letters, digits, '.', '_' and '-'`);
  }
}

/** A copy as a store gives it back: JSON parsed from text, bytes in memory of their own. */
export function asLoaded(artifact: Artifact): Artifact {
  return { ...artifact, state: reread(artifact.state), estimator: reread(artifact.estimator) };
}

export function reread(encoded: Encoded): Encoded {
  const blobs = Object.fromEntries(Object.entries(encoded.blobs ?? {}).map(([name, bytes]) => [name, bytes.slice()]));
  return { json: JSON.parse(JSON.stringify(encoded.json)) as Json, blobs };
}
