import { TandemError } from "@tandem/core";

interface Raised {
  readonly type: string;
  readonly message: string;
  readonly traceback: string;
  readonly module: string | null;
}

/** What Python raised, as a typed error; a module that is not installed comes with its cure. */
export function raised(name: string, python: string, error: unknown): TandemError {
  const { type, message, traceback, module } = error as Raised;
  if (module) {
    const cure = `${python} -m pip install it, or name another interpreter in the option \`python\` or in TANDEM_PYTHON`;
    return new TandemError("python/not-installed", { name, what: `the Python module ${module}`, cure });
  }
  return new TandemError("python/error", { name, type, message, traceback });
}
