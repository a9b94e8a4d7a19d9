import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "onnx/not-installed": { name: string; reason: string };
    "onnx/bad-model": { name: string; reason: string };
    "onnx/bad-input": { name: string; input: string; reason: string };
  }
}

declareErrors({
  "onnx/not-installed": (d) =>
    `${d.name}: no ONNX runtime can be loaded (${d.reason}); npm install onnxruntime-node, or onnxruntime-web where that has no build`,
  "onnx/bad-model": (d) => `${d.name}: the ONNX model cannot be used: ${d.reason}`,
  "onnx/bad-input": (d) => `${d.name}: input "${d.input}" of the ONNX model cannot be filled: ${d.reason}`,
});
