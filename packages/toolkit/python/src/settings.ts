/** How the Python side is run. */
export interface PythonOptions {
  /** The interpreter; default the environment's TANDEM_PYTHON, otherwise `python3`. */
  readonly python?: string;
  /** Processes that are kept warm, each with the model loaded; default 1. */
  readonly processes?: number;
  readonly limits?: PythonLimits;
  /** Variables of the Python process besides those of this one. Numeric libraries get one thread each unless they say more. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface PythonLimits {
  /** Address space of a process in MiB, by setrlimit; default none. Numeric libraries reserve some hundred MiB unused. */
  readonly memory?: number;
  /** Seconds for one frame of questions, and for a process to start; default 30. Training has no limit but its signal. */
  readonly seconds?: number;
}

export const DEFAULT_SECONDS = 30;

/** What the Python side is told when it starts. */
export type Serving =
  | { readonly serve: "model"; readonly folder: string }
  | { readonly serve: "implementation"; readonly folder: string; readonly script: string };
