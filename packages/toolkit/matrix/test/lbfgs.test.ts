import { describe, expect, it } from "vitest";
import { minimize, type Objective } from "../src/lbfgs.ts";
import { expectNear } from "./reference.ts";

const options = { tolerance: 1e-9, maxIterations: 500 };

describe("L-BFGS", () => {
  it("follows Rosenbrock's valley", () => {
    const valley: Objective = {
      size: 2,
      evaluate([x = 0, y = 0], gradient) {
        gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
        gradient[1] = 200 * (y - x * x);
        return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
      },
    };
    const found = minimize(valley, { ...options, start: Float64Array.of(-1.2, 1) });
    expect(found.converged).toBe(true);
    expectNear(found.point, [1, 1], 1e-8);
    expect(found.iterations).toBeLessThan(60);
  });
  it("needs one step where the preconditioner is the inverse Hessian", () => {
    const scales = [1e-6, 1, 1e6];
    const bowl: Objective = {
      size: 3,
      evaluate(point, gradient) {
        scales.forEach((scale, i) => (gradient[i] = scale * (point[i]! - 1)));
        return scales.reduce((sum, scale, i) => sum + (scale / 2) * (point[i]! - 1) ** 2, 0);
      },
    };
    const precondition = (vector: Float64Array) => scales.forEach((scale, i) => (vector[i]! /= scale));
    const found = minimize(bowl, { ...options, precondition });
    expect(found.iterations).toBe(1);
    expectNear(found.point, [1, 1, 1], 1e-9);
  });
  it("backs away from where the function is not finite", () => {
    const wall: Objective = {
      size: 1,
      evaluate([x = 0], gradient) {
        gradient[0] = -1 / (1 - x) + 1 / 1e-3 - 1 / (1e-3 + x);
        return x < 1 && x > -1e-3 ? Math.log(1 - x) + x / 1e-3 - Math.log(1e-3 + x) : NaN;
      },
    };
    const found = minimize(wall, { ...options, tolerance: 1e-6, start: Float64Array.of(0.5) });
    expect(found.converged).toBe(true);
    expect(found.point[0]).toBeLessThan(0.01);
  });
  it("says when it ran out of iterations", () => {
    const slope: Objective = {
      size: 1,
      evaluate: ([x = 0], gradient) => ((gradient[0] = -Math.exp(-x)), Math.exp(-x)),
    };
    expect(minimize(slope, { tolerance: 1e-12, maxIterations: 3 })).toMatchObject({ converged: false, iterations: 3 });
  });
});
