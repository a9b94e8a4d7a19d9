import "./errors.ts";

export { type OnnxSource } from "./model-bytes.ts";
export { onnxModel, type OnnxModelDefinition } from "./onnx-model.ts";
export { type OutputOptions } from "./outputs.ts";
export { liveSessions } from "./session.ts";
