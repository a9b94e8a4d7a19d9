import { TandemError } from "@tandem/core";
import type { GlobalOptions, Io } from "../../io.ts";
import { wholeNumber } from "../options.ts";
import { decimal } from "./decimal.ts";
import { setRoute, type Reason } from "./set-route.ts";

interface CanaryCommand extends GlobalOptions, Reason {
  readonly steps?: string;
  readonly minAnswers?: string;
  readonly maxErrorRate?: string;
  readonly maxLatencyRatio?: string;
  readonly maxMetricLoss?: string;
}

/** `tandem route canary <endpoint> <target>`: adds a canary to the route there is. */
export async function run(
  io: Io,
  endpoint: string | undefined,
  options: CanaryCommand,
  [, target = ""]: readonly string[] = [],
): Promise<void> {
  const steps = (options.steps ?? "0.01,0.1,0.5").split(",").map((step) => decimal("--steps", step)!);
  const maxMetricLoss = decimal("--max-metric-loss", options.maxMetricLoss);
  const canary = {
    target,
    steps,
    step: 0,
    minAnswers: wholeNumber("--min-answers", options.minAnswers, 1) ?? 200,
    maxErrorRate: decimal("--max-error-rate", options.maxErrorRate) ?? 0.01,
    maxLatencyRatio: decimal("--max-latency-ratio", options.maxLatencyRatio) ?? 2,
    ...(maxMetricLoss === undefined ? {} : { maxMetricLoss }),
  };
  await setRoute(io, endpoint!, options, (route) => {
    if (!route) throw new TandemError("route/none", { endpoint: endpoint! });
    return { ...route, canary };
  });
}
