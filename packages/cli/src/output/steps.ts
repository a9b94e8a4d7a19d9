import type { GlobalOptions, Io } from "../io.ts";
import { secondsText } from "./table.ts";

/** Tells how far a step has come, in a few words. */
export type Tell = (words: string) => void;

/** Shows work as it is done: a spinner on a terminal, a line at the end of each step elsewhere. All on standard error. */
export interface Steps {
  step<T>(title: string, work: (tell: Tell) => Promise<T>): Promise<T>;
}

export function stepsFor(io: Io, options: GlobalOptions): Steps {
  if (options.quiet) return { step: (_, work) => work(() => undefined) };
  return io.stderr.isTTY && io.env["CI"] === undefined ? spinningSteps() : plainSteps(io);
}

function plainSteps(io: Io): Steps {
  return {
    async step(title, work) {
      const began = performance.now();
      let last = "";
      const result = await work((words) => (last = words));
      io.stderr.write(`${title}: ${last ? `${last}, ` : ""}${secondsText(performance.now() - began)}\n`);
      return result;
    },
  };
}

function spinningSteps(): Steps {
  return {
    async step<T>(title: string, work: (tell: Tell) => Promise<T>): Promise<T> {
      const { Listr, ProcessOutput } = await import("listr2");
      let result: { readonly value: T } | undefined;
      const list = new Listr(
        [
          {
            title,
            task: async (_, task) => {
              const began = performance.now();
              let last = "";
              const value = await work((words) => (task.title = `${title}: ${(last = words)}`));
              task.title = `${title}: ${last ? `${last}, ` : ""}${secondsText(performance.now() - began)}`;
              result = { value };
            },
          },
        ],
        {
          registerSignalListeners: false,
          rendererOptions: {
            showErrorMessage: false,
            collapseErrors: false,
            processOutput: new ProcessOutput(process.stderr, process.stderr),
          } as object,
        },
      );
      await list.run();
      return result!.value;
    },
  };
}
