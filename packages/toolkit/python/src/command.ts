import { environment, pathOf } from "./platform.ts";
import type { PythonOptions, Serving } from "./settings.ts";

/** What is spawned, and what it is called in messages. */
export interface Command {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly seconds: number;
}

/** Lies beside src and dist, and is published with them: both sides of the protocol are of one version. */
const bridge = import.meta.url.replace(/(src|dist)\/[^/]*$/, "python/tandem_bridge");

const ONE_THREAD = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };

export function pythonCommand(name: string, serving: Serving, options: PythonOptions, seconds: number): Command {
  const outer = environment();
  const settings = { ...serving, ...(options.limits?.memory === undefined ? {} : { memory: options.limits.memory }) };
  return {
    name,
    file: options.python ?? outer["TANDEM_PYTHON"] ?? "python3",
    args: ["-u", pathOf(bridge), JSON.stringify(settings)],
    environment: { ...ONE_THREAD, PYTHONHASHSEED: "0", ...outer, ...options.environment },
    seconds,
  };
}
