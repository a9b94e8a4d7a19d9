import type { GlobalOptions, Io } from "../io.ts";
import { secondsText } from "./table.ts";

/** Tells how far a step has come, in a few words. */
export type Tell = (words: string) => void;

/** Shows work as it is done: a spinner on a terminal, a line at the end of each step elsewhere. All on standard error. */
export interface Steps {
  step<T>(title: string, work: (tell: Tell) => Promise<T>): Promise<T>;
}

/** @param printing the step itself prints to standard output, which may be the same terminal: then nothing spins. */
export function stepsFor(io: Io, options: GlobalOptions, printing = false): Steps {
  if (options.quiet) return { step: (_, work) => work(() => undefined) };
  const alone = !(printing && io.stdout.isTTY);
  return io.stderr.isTTY && alone && io.env["CI"] === undefined ? spinningSteps(io) : plainSteps(io);
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

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const CLEAR_LINE = "\r\u001b[2K";

/** One line that is drawn again and again, and at the end stays as what the plain steps print, with a mark before it. */
function spinningSteps(io: Io): Steps {
  return {
    async step(title, work) {
      const began = performance.now();
      let [last, frame] = ["", 0];
      const line = () => `${title}${last ? `: ${last}` : ""}`;
      const draw = () => io.stderr.write(`${CLEAR_LINE}${FRAMES[frame++ % FRAMES.length]} ${cut(line(), io)}`);
      const timer = setInterval(draw, 100);
      draw();
      const end = (mark: string, words: string) => {
        clearInterval(timer);
        io.stderr.write(`${CLEAR_LINE}${mark} ${words}\n`);
      };
      try {
        const result = await work((words) => (last = words));
        end("✔", `${title}: ${last ? `${last}, ` : ""}${secondsText(performance.now() - began)}`);
        return result;
      } catch (error) {
        end("✖", line());
        throw error;
      }
    },
  };
}

/** A line that wraps cannot be cleared by clearing one. */
function cut(text: string, io: Io): string {
  const width = ((io.stderr as { readonly columns?: number }).columns || 80) - 3;
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}
