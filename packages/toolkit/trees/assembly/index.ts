export { attach } from "./context";
export { quit, serve } from "./jobs";
export { binRows, sortColumns } from "./binning";
export { growForest } from "./forest";
export { binaryGradients, quantise, squaredGradients, total } from "./gradients";
export { histogram } from "./histogram";
export { partition } from "./partition";
export { routeRows, updateScores } from "./scores";
export { split } from "./split";
