import type { Artifact } from "./artifact.ts";
import type { Encoded } from "./codec.ts";
import { TandemError } from "./errors.ts";
import { assertJson, type Json } from "./json.ts";
import type { AnyModelPackage, ModelPackage, TrainedModel } from "./model-package.ts";
import { sha256 } from "./sha256.ts";
import type { ArtifactStore } from "./store.ts";
import { utf8Bytes, utf8Text } from "./text.ts";

/** A version of a model. The version is the digest of all that was learned: equal artifacts are one version. */
export interface ModelRef {
  readonly name: string;
  readonly version: string;
}

/** Format of manifest.json; a later one keeps decoding this. */
const MANIFEST = 1;

interface Manifest {
  readonly manifest: number;
  readonly model: string;
  readonly contract: number;
  readonly format: string;
  readonly stateFormat: string;
  readonly state: Json;
  readonly estimator: Json;
  readonly blobs: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

/**
 * Saves a trained model: blobs first, manifest last and only if absent, so that a version is whole or not there.
 * Saving what is already saved changes nothing, except that it mends what is corrupt. `record`, what is known of the
 * run, is kept beside it, one per run.
 * @throws TandemError `json/not-representable` and what the store throws
 */
export async function saveModel(
  store: ArtifactStore,
  artifact: Artifact,
  options: { readonly record?: { readonly id: string; readonly content: Json } } = {},
): Promise<ModelRef> {
  const blobs = { ...named("state", artifact.state), ...named("estimator", artifact.estimator) };
  const manifest: Manifest = {
    manifest: MANIFEST,
    model: artifact.model,
    contract: artifact.contract,
    format: artifact.format,
    stateFormat: artifact.stateFormat,
    state: artifact.state.json,
    estimator: artifact.estimator.json,
    blobs: Object.fromEntries(
      Object.entries(blobs).map(([file, bytes]) => [file, { bytes: bytes.length, sha256: sha256(bytes) }]),
    ),
  };
  assertJson(manifest, `the manifest of ${artifact.model}`);
  const body = utf8Bytes(JSON.stringify(manifest));
  const ref: ModelRef = { name: artifact.model, version: sha256(body).slice(0, 16) };
  const { record } = options;
  if (record) assertJson(record.content, `the run record of ${artifact.model}`);

  const found = await standing(store, ref);
  if (found !== "whole")
    for (const [file, bytes] of Object.entries(blobs))
      await store.put(keyOf(ref, file), bytes, { sha256: manifest.blobs[file]!.sha256 });
  if (record) await store.put(keyOf(ref, `runs/${record.id}.json`), utf8Bytes(JSON.stringify(record.content)));
  try {
    await store.put(keyOf(ref, "manifest.json"), body, { ifAbsent: found !== "corrupt" });
  } catch (error) {
    if (!TandemError.is(error, "store/exists")) throw error;
  }
  return ref;
}

/** @throws TandemError `store/not-found`, `artifact/corrupt` */
export async function loadArtifact(store: ArtifactStore, ref: ModelRef): Promise<Artifact> {
  const key = keyOf(ref, "manifest.json");
  const manifest = readManifest(await store.get(key), key, ref);
  const blobs: Record<string, Uint8Array> = {};
  for (const [file, expected] of Object.entries(manifest.blobs))
    blobs[file] = await loadBlob(store, keyOf(ref, file), expected);
  const part = (name: string, json: Json): Encoded => ({ json, blobs: unnamed(name, blobs) });
  const { model, contract, format, stateFormat } = manifest;
  return {
    model,
    contract,
    format,
    stateFormat,
    state: part("state", manifest.state),
    estimator: part("estimator", manifest.estimator),
  };
}

/**
 * The saved model, ready to predict. The package is the caller's; nothing in the store names code.
 * @throws TandemError `store/not-found`, `artifact/corrupt`, `artifact/incompatible`
 */
export async function loadModel<D, L, O extends object>(
  store: ArtifactStore,
  pkg: ModelPackage<D, L, O>,
  version: string,
): Promise<TrainedModel<D, O>> {
  return pkg.restore(await loadArtifact(store, { name: pkg.name, version }));
}

/**
 * Every whole version of a model with the time it was saved (epoch milliseconds), oldest first. Training that gives a
 * version once more saves it once more.
 */
export async function listVersions(
  store: ArtifactStore,
  pkg: Pick<AnyModelPackage, "name">,
): Promise<readonly (ModelRef & { readonly saved: number })[]> {
  const saved = new Map<string, number>();
  const whole = new Set<string>();
  for await (const key of store.list(`models/${pkg.name}/`)) {
    const [, name, version, file] = key.split("/");
    if ((file !== "manifest.json" && file !== "runs") || name !== pkg.name || !version) continue;
    const info = await store.stat(key);
    if (!info) continue;
    if (file === "manifest.json") whole.add(version);
    saved.set(version, Math.max(info.modified, saved.get(version) ?? 0));
  }
  return [...whole]
    .map((version) => ({ name: pkg.name, version, saved: saved.get(version)! }))
    .sort((a, b) => a.saved - b.saved || (a.version < b.version ? -1 : 1));
}

/** The records of the runs that gave this version, sorted by id. */
export async function loadRecords(store: ArtifactStore, ref: ModelRef): Promise<readonly Json[]> {
  const records: Json[] = [];
  for await (const key of store.list(keyOf(ref, "runs/"))) records.push(parseJson(await store.get(key), key) as Json);
  return records;
}

/** Whether the version is in the store already, and can be loaded. */
async function standing(store: ArtifactStore, ref: ModelRef): Promise<"absent" | "whole" | "corrupt"> {
  if (!(await store.stat(keyOf(ref, "manifest.json")))) return "absent";
  try {
    await loadArtifact(store, ref);
    return "whole";
  } catch (error) {
    if (TandemError.is(error, "artifact/corrupt") || TandemError.is(error, "store/corrupt")) return "corrupt";
    throw error;
  }
}

function keyOf(ref: ModelRef, file: string): string {
  return `models/${ref.name}/${ref.version}/${file}`;
}
function named(part: string, { blobs = {} }: Encoded): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(blobs).map(([file, bytes]) => [`${part}/${file}`, bytes]));
}
function unnamed(part: string, blobs: Record<string, Uint8Array>): Record<string, Uint8Array> {
  const own = Object.entries(blobs).filter(([file]) => file.startsWith(`${part}/`));
  return Object.fromEntries(own.map(([file, bytes]) => [file.slice(part.length + 1), bytes]));
}

/** A store that records digests has checked the content itself; the digest it recorded must then be the expected one. */
async function loadBlob(
  store: ArtifactStore,
  key: string,
  expected: { readonly bytes: number; readonly sha256: string },
): Promise<Uint8Array> {
  const bytes = await store.get(key).catch((error: unknown) => {
    if (TandemError.is(error, "store/not-found"))
      throw new TandemError(
        "artifact/corrupt",
        { key, reason: "it is named in the manifest but missing" },
        { cause: error },
      );
    throw error;
  });
  if (bytes.length !== expected.bytes)
    throw new TandemError("artifact/corrupt", {
      key,
      reason: `it has ${bytes.length} bytes instead of ${expected.bytes}`,
    });
  const digest = (await store.stat(key))?.sha256 ?? sha256(bytes);
  if (digest !== expected.sha256)
    throw new TandemError("artifact/corrupt", { key, reason: "its SHA-256 is not the one in the manifest" });
  return bytes;
}

function readManifest(bytes: Uint8Array, key: string, ref: ModelRef): Manifest {
  const manifest = parseJson(bytes, key) as Manifest;
  const whole =
    typeof manifest === "object" &&
    manifest !== null &&
    typeof manifest.blobs === "object" &&
    typeof manifest.format === "string";
  if (!whole) throw new TandemError("artifact/corrupt", { key, reason: "it is no manifest" });
  if (manifest.manifest > MANIFEST)
    throw new TandemError("artifact/incompatible", {
      model: ref.name,
      what: "manifest format",
      expected: `at most ${MANIFEST}`,
      found: String(manifest.manifest),
    });
  if (sha256(bytes).slice(0, 16) !== ref.version)
    throw new TandemError("artifact/corrupt", { key, reason: "its digest is not its version" });
  return manifest;
}

function parseJson(bytes: Uint8Array, key: string): unknown {
  try {
    return JSON.parse(utf8Text(bytes));
  } catch (error) {
    throw new TandemError("artifact/corrupt", { key, reason: "it is not JSON" }, { cause: error });
  }
}
