import "./errors.ts";

export { danfo, type Danfo, type Frame, type Groups, type Series } from "./danfo.ts";
export { frameOf, type FrameOptions } from "./frame-of.ts";
export { labeledSamplesFromFrame, samplesFromFrame, type FromFrameOptions } from "./samples-from-frame.ts";
export { matrixFromFrame } from "./matrix-from-frame.ts";
export { withColumns, withoutMissing } from "./mend.ts";
