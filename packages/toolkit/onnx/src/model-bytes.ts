import { TandemError } from "@tandem/core";

/** The bytes of a model, or where they are: a path, or a URL object or text. */
export type OnnxSource = Uint8Array | string | { readonly href: string };

interface Files {
  readFile(path: string): Promise<Uint8Array>;
}
interface Platform {
  readonly process?: { getBuiltinModule?(name: string): unknown };
  readonly fetch?: (
    url: string,
  ) => Promise<{ readonly ok: boolean; readonly status: number; arrayBuffer(): Promise<ArrayBuffer> }>;
}
const platform = globalThis as unknown as Platform;

/** Read when the model is trained; a saved artifact holds them itself. @throws TandemError `onnx/bad-model` */
export async function readModel(name: string, source: OnnxSource): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  const location = typeof source === "string" ? source : source.href;
  try {
    const files = platform.process?.getBuiltinModule?.("node:fs/promises") as Files | undefined;
    if (files && !/^https?:/.test(location)) return new Uint8Array(await files.readFile(pathOf(location)));
    const response = await platform.fetch!(location);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    const reason = `${location} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new TandemError("onnx/bad-model", { name, reason }, { cause: error });
  }
}

function pathOf(location: string): string {
  if (!location.startsWith("file:")) return location;
  const urls = platform.process?.getBuiltinModule?.("node:url") as { fileURLToPath(url: string): string };
  return urls.fileURLToPath(location);
}
