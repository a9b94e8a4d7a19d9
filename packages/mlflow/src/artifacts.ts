import { TandemError, type ArtifactStore } from "@tandem/core";
import { MlflowProblem } from "./problem.ts";

const ROOT = "mlflow";

/** Files under paths, as MLflow's artifact proxy has them, kept in an artifact store. */
export class ArtifactFiles {
  constructor(private readonly store: ArtifactStore) {}

  async put(path: string, body: AsyncIterable<Uint8Array>): Promise<void> {
    await this.store.put(fileKey(path), body);
  }

  /** @throws TandemError `store/not-found` */
  async open(path: string): Promise<{ readonly bytes: number; readonly body: AsyncIterable<Uint8Array> }> {
    const info = await this.store.stat(fileKey(path));
    if (!info) throw new TandemError("store/not-found", { key: path });
    return { bytes: info.bytes, body: this.store.read(fileKey(path)) };
  }

  /** Files and folders directly below `path`, with their paths relative to it. */
  async list(
    path: string,
  ): Promise<readonly { readonly path: string; readonly is_dir: boolean; readonly file_size?: number }[]> {
    const prefix = `${keyOf(path)}/`;
    const folders = new Set<string>();
    const files: { readonly path: string; readonly is_dir: boolean; readonly file_size?: number }[] = [];
    for await (const key of this.store.list(prefix)) {
      const [first = "", ...below] = key.slice(prefix.length).split("/");
      if (below.length > 0) folders.add(unescaped(first));
      else files.push({ path: unescaped(first), is_dir: false, file_size: (await this.store.stat(key))?.bytes ?? 0 });
    }
    return [...[...folders].map((folder) => ({ path: folder, is_dir: true })), ...files].sort((a, b) =>
      a.path < b.path ? -1 : 1,
    );
  }

  /** A file, or a folder with all that is in it. */
  async delete(path: string): Promise<void> {
    await this.store.delete(fileKey(path));
    const below: string[] = [];
    for await (const key of this.store.list(`${keyOf(path)}/`)) below.push(key);
    for (const key of below) await this.store.delete(key);
  }
}

/** The key of a file, which has a name. @throws MlflowProblem */
function fileKey(path: string): string {
  const key = keyOf(path);
  if (key === ROOT) throw new MlflowProblem("INVALID_PARAMETER_VALUE", "Invalid path: it is empty");
  return key;
}

/** Paths may hold any characters; keys of a store may not. @throws MlflowProblem for a path that leads outside */
function keyOf(path: string): string {
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.includes("..") || path.includes("\0"))
    throw new MlflowProblem("INVALID_PARAMETER_VALUE", `Invalid path: ${path}`);
  return [ROOT, ...segments.map(escaped)].join("/");
}

function escaped(segment: string): string {
  const plain = encodeURIComponent(segment).replace(
    /[!'()*~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return plain
    .replaceAll("_", "_5F")
    .replaceAll("%", "_")
    .replace(/^\.+$/, (dots) => "_2E".repeat(dots.length));
}
function unescaped(segment: string): string {
  return decodeURIComponent(segment.replaceAll("_", "%"));
}
