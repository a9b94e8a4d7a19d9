import { TandemError } from "@tandem/core";
import type { Route } from "@tandem/service";
import type { GlobalOptions, Io } from "../../io.ts";
import { decimal } from "./decimal.ts";
import { setRoute, type Reason } from "./set-route.ts";

interface SetCommand extends GlobalOptions, Reason {
  readonly split?: string;
  readonly mirror?: string;
  readonly fallback?: string;
  readonly deadline?: string;
}

/** `tandem route set <endpoint> <target>`: running services follow within a second. */
export async function run(
  io: Io,
  endpoint: string | undefined,
  options: SetCommand,
  [, target = ""]: readonly string[] = [],
): Promise<void> {
  const deadline = decimal("--deadline", options.deadline);
  const route: Route = {
    default: target,
    ...(options.split === undefined ? {} : { split: sharesOf(options.split) }),
    ...(options.mirror === undefined ? {} : { mirror: options.mirror.split(",") }),
    ...(options.fallback === undefined ? {} : { fallback: options.fallback }),
    ...(deadline === undefined ? {} : { deadline }),
  };
  await setRoute(io, endpoint!, options, () => route);
}

/** `churn=9,churn@candidate=1`. */
function sharesOf(text: string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    text.split(",").map((part) => {
      const [target = "", weight = ""] = part.split("=");
      const share = Number(weight);
      if (target === "" || weight.trim() === "" || !(share >= 0))
        throw new TandemError("cli/bad-option", {
          option: "--split",
          value: text,
          expected: "targets with their weights, like churn=9,churn@candidate=1",
        });
      return [target, share];
    }),
  );
}
