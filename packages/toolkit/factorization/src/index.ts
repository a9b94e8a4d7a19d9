import "./errors.ts";

export { addedItems, countedItems } from "./baskets.ts";
export { factorsCodec } from "./codec.ts";
export { fitImplicit, type Factorization } from "./fit.ts";
export { implicitLoss } from "./loss.ts";
export type { Factors } from "./factors.ts";
export type { ImplicitOptions } from "./options.ts";
export { factorsOfRows, recommend, type Recommendations } from "./recommend.ts";
export { recommendationTask, type Recommended } from "./task.ts";
