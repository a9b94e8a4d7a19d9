// What node offers, found by looking: this package compiles without any platform's types, like every toolkit package.

interface Stream {
  on(event: "data", listener: (chunk: Uint8Array) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  ref?(): void;
  unref?(): void;
}
interface WriteStream extends Stream {
  write(chunk: Uint8Array): boolean;
  cork(): void;
  uncork(): void;
}

/** The parts of node's ChildProcess in use. */
export interface Child {
  readonly pid?: number | undefined;
  readonly stdin: WriteStream;
  readonly stdout: Stream;
  readonly stderr: Stream;
  on(event: "error", listener: (error: Error & { readonly code?: string }) => void): unknown;
  on(event: "close", listener: (code: number | null, signal: string | null) => void): unknown;
  kill(signal: "SIGKILL"): boolean;
  ref(): void;
  unref(): void;
}

interface ChildProcesses {
  spawn(
    file: string,
    args: readonly string[],
    options: { readonly env: object; readonly stdio: readonly "pipe"[]; readonly cwd?: string },
  ): Child;
}
interface Urls {
  fileURLToPath(url: string): string;
}
interface Platform {
  readonly process?: {
    readonly env: Readonly<Record<string, string | undefined>>;
    getBuiltinModule?(name: string): unknown;
  };
  readonly setTimeout: (callback: () => void, milliseconds: number) => Timer;
  readonly clearTimeout: (timer: Timer | undefined) => void;
  readonly TextDecoder: new (encoding: string) => { decode(bytes: Uint8Array, options: { stream: boolean }): string };
}
export interface Timer {
  unref?(): unknown;
}

/** A path, or a URL object or text of the scheme `file:`. */
export type Location = string | { readonly href: string };

const platform = globalThis as unknown as Platform;

function builtin<T>(name: string): T | undefined {
  return platform.process?.getBuiltinModule?.(name) as T | undefined;
}

/** Node's module of processes; undefined where there are none, as in a browser. */
export const processes = () => builtin<ChildProcesses>("node:child_process");

export function environment(): Readonly<Record<string, string | undefined>> {
  return platform.process?.env ?? {};
}

export function pathOf(location: Location): string {
  const text = typeof location === "string" ? location : location.href;
  return text.startsWith("file:") ? (builtin<Urls>("node:url")?.fileURLToPath(text) ?? text) : text;
}

export const later = (milliseconds: number, action: () => void): Timer => platform.setTimeout(action, milliseconds);
export const never = (timer: Timer | undefined): void => platform.clearTimeout(timer);

/** Decodes UTF-8 that comes in pieces. */
export function textDecoder(): (bytes: Uint8Array) => string {
  const decoder = new platform.TextDecoder("utf-8");
  return (bytes) => decoder.decode(bytes, { stream: true });
}
