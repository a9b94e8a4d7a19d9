import { defineImplementation, TandemError, type Asked, type EndpointType, type Implementation } from "@tandem/core";
import { pythonCommand } from "./command.ts";
import { encodeFrame } from "./frame.ts";
import { pathOf, type Location } from "./platform.ts";
import { Pool, type Exchange } from "./pool.ts";
import { checkProcesses } from "./python-model.ts";
import { PythonProcess } from "./python-process.ts";
import { StorageCalls } from "./storage-calls.ts";
import { DEFAULT_SECONDS, type PythonOptions } from "./settings.ts";

export interface PythonImplementationDefinition extends PythonOptions {
  readonly name: string;
  readonly version?: string;
  readonly owner?: string;
  /** The Python file with `answer(input)` or `answer_many(inputs)`; what it does when loaded is done before the first question. */
  readonly script: Location;
  /** Most inputs that one call of answer_many gets; default 64. */
  readonly batch?: number;
  /** Whether a question may be asked again after a crash. Default false: it fails with `python/crashed`. */
  readonly repeatable?: boolean;
}

/**
 * One way to answer an endpoint, in Python. Inputs and answers travel as JSON; questions that come while it is busy are
 * answered in one call. Its script has the service's storages by name (`from tandem_bridge import storages`). Its processes start when a service opens it, and end when that closes it.
 * @throws TandemError `model/bad-definition`, `python/bad-definition`; answering throws `python/error`, `python/crashed`,
 * `python/timeout`
 */
export function pythonImplementation<I, O>(
  endpoint: EndpointType<I, O>,
  definition: PythonImplementationDefinition,
): Implementation<I, O> {
  const { name, version, owner, batch = 64, processes = 1, limits, repeatable = false } = definition;
  checkProcesses(name, processes);
  const [folder, script] = located(definition);
  const seconds = limits?.seconds ?? DEFAULT_SECONDS;
  const command = () => pythonCommand(name, { serve: "implementation", folder, script }, definition, seconds);
  return defineImplementation<I, O>(endpoint, {
    name,
    ...(version === undefined ? {} : { version }),
    ...(owner === undefined ? {} : { owner }),
    async open({ storages }) {
      const calls = new StorageCalls(storages);
      const start = () => PythonProcess.start(command(), calls);
      const exchange = answers<I, O>(batch);
      const pool = new Pool({ name, start, exchange, size: processes, seconds, repeatable });
      try {
        await pool.warm();
      } catch (error) {
        await pool.close();
        throw error;
      }
      const answer = (input: I, { signal }: Asked) => {
        signal.throwIfAborted();
        return pool.ask(input, signal);
      };
      return {
        answer, // and no answerMany: the pool puts questions together, and knows which may be asked again
        get problem() {
          return pool.problem;
        },
        close: () => pool.close(),
      };
    },
  });
}

function answers<I, O>(most: number): Exchange<I, O> {
  return {
    most,
    size: () => 1,
    write: (inputs) => encodeFrame({ ask: "answer", inputs }),
    read: ({ header }) => header["answers"] as readonly O[],
  };
}

/** Folder and module of the script: Python imports it by name. */
function located({ name, script }: PythonImplementationDefinition): readonly [folder: string, module: string] {
  const path = pathOf(script);
  const [, folder = ".", module] = /^(?:(.*)[/\\])?([A-Za-z_]\w*)\.py$/.exec(path) ?? [];
  if (module !== undefined) return [folder, module];
  const reason = `${path} is no Python file that can be imported; name it with letters, digits and underscores and end it in .py`;
  throw new TandemError("python/bad-definition", { name, reason });
}
