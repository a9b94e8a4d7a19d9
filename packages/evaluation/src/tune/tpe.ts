import { randomSequence } from "@tandem/core";
import {
  drawn,
  lineOf,
  placeOf,
  valueAt,
  type Parameter,
  type RealParameter,
  type Space,
  type WholeParameter,
} from "./space.ts";
import type { Parameters, Sampler, Tried } from "./strategy.ts";

export interface TpeOptions {
  /** Trials drawn at random before anything is learned from them. Default 10. */
  readonly startup?: number;
  /** Points drawn for every trial, of which the most promising is tried. Default 24. */
  readonly candidates?: number;
  /** Part of the past that counts as good. Default 0.15, at most 25 trials. */
  readonly good?: number;
}

/**
 * Tree-structured Parzen estimators (Bergstra et al. 2011), over all parameters jointly: tries where good trials are
 * dense and the others are not. Each past trial is a kernel; one wide kernel over the whole space keeps it exploring.
 */
export function tpe({ startup = 10, candidates = 24, good = 0.15 }: TpeOptions = {}): Sampler {
  return {
    kind: "sampler",
    name: "tpe",
    settings: { startup, candidates, good },
    suggest(space, past, seed) {
      const random = randomSequence(seed);
      if (past.length < startup) return drawn(space, random);
      const sorted = [...past].sort((a, b) => (a.loss < b.loss ? -1 : a.loss > b.loss ? 1 : 0));
      const split = Math.min(25, Math.max(1, Math.ceil(good * sorted.length)));
      const [promising, rest] = [densityOf(space, sorted.slice(0, split)), densityOf(space, sorted.slice(split))];
      let best = promising.draw(random);
      let highest = promising.log(best) - rest.log(best);
      for (let i = 1; i < candidates; i++) {
        const point = promising.draw(random);
        const score = promising.log(point) - rest.log(point);
        if (score > highest) [best, highest] = [point, score];
      }
      return best;
    },
  };
}

interface Density {
  draw(random: () => number): Parameters;
  log(point: Parameters): number;
}

/** A mixture of one kernel for each point and one for the whole space, all of equal weight. */
function densityOf(space: Space, points: readonly Tried[]): Density {
  const names = Object.keys(space);
  const width = 0.2 * Math.max(1, points.length) ** (-1 / (names.length + 4));
  const kernels = [
    ...points.map(({ parameters }) =>
      names.map((name) => around(space[name]!, parameters[name]!, width, points.length)),
    ),
    names.map((name) => anywhere(space[name]!)),
  ];
  return {
    draw(random) {
      const kernel = kernels[Math.floor(random() * kernels.length)]!;
      return Object.fromEntries(names.map((name, i) => [name, kernel[i]!.draw(random)]));
    },
    log(point) {
      const logs = kernels.map((kernel) => kernel.reduce((sum, part, i) => sum + part.log(point[names[i]!]!), 0));
      const top = Math.max(...logs);
      return top + Math.log(logs.reduce((sum, value) => sum + Math.exp(value - top), 0) / logs.length);
    },
  };
}

interface Kernel {
  draw(random: () => number): Value;
  log(value: Value): number;
}
type Value = Parameters[string];

function anywhere(parameter: Parameter): Kernel {
  if (parameter.kind === "choice") return oneOf(parameter.values, undefined, 1);
  const { low, high } = lineOf(parameter);
  return bell(parameter, (low + high) / 2, high - low);
}

/** `width` is a part of the range; no narrower than the range divided by the number of points. */
function around(parameter: Parameter, value: Value, width: number, points: number): Kernel {
  if (parameter.kind === "choice") return oneOf(parameter.values, value, 1 / (points + 1));
  const { low, high } = lineOf(parameter);
  return bell(
    parameter,
    placeOf(parameter, value as number),
    Math.max(width, 1 / Math.min(100, points + 1) / 10) * (high - low),
  );
}

/** The value itself, but for a `share` that is spread over all. */
function oneOf(values: readonly Value[], value: Value | undefined, share: number): Kernel {
  return {
    draw: (random) => (random() < share ? values[Math.floor(random() * values.length)]! : value!),
    log: (found) => Math.log(share / values.length + (found === value ? 1 - share : 0)),
  };
}

/** A normal distribution cut off at the ends of the range; of whole numbers each has the mass of its stretch. */
function bell(parameter: RealParameter | WholeParameter, mean: number, sd: number): Kernel {
  const { low, high } = lineOf(parameter);
  const below = (place: number) => normalCdf((place - mean) / sd);
  const mass = below(high) - below(low);
  return {
    draw(random) {
      for (let attempt = 0; attempt < 50; attempt++) {
        const place = mean + sd * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
        if (place >= low && place <= high) return valueAt(parameter, place);
      }
      return valueAt(parameter, low + random() * (high - low));
    },
    log(value) {
      const place = placeOf(parameter, value as number);
      if (parameter.kind === "real")
        return -0.5 * ((place - mean) / sd) ** 2 - Math.log(sd * Math.sqrt(2 * Math.PI) * mass);
      const ends = [placeOf(parameter, (value as number) - 0.5), placeOf(parameter, (value as number) + 0.5)] as const;
      return Math.log(Math.max(1e-300, below(ends[1]) - below(ends[0])) / mass);
    },
  };
}

/** Abramowitz and Stegun 7.1.26, right to 1.5e-7: enough to compare candidates. */
function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const tail =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
    Math.exp(-x * x);
  return z >= 0 ? 1 - tail / 2 : tail / 2;
}
