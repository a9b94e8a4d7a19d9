import "./errors.ts";

export { network, type EarlyStopping, type NetworkDefinition } from "./definition.ts";
export { fitClassifierNetwork, fitRegressorNetwork, type ClassifierOptions, type RegressorOptions } from "./fit.ts";
export { Network } from "./network.ts";
export { networkCodec } from "./codec.ts";
export type { Head, ValueLoss } from "./head.ts";
export type { Numbers } from "./batches.ts";
export { runtime, type BackendName, type Core, type LayersLibrary, type Runtime } from "./runtime.ts";
