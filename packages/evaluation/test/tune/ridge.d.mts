import type { Estimated, ModelPackage } from "@tandem/core";

export interface LineParameters {
  readonly shrink: number;
  readonly power: number;
  readonly kind: "usual" | "wrong" | "same";
}
export declare function make(parameters: LineParameters): ModelPackage<{ readonly x: number }, number, Estimated>;
