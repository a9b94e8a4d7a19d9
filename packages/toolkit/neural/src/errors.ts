import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "neural/not-installed": { reason: string };
    "neural/bad-definition": { reason: string };
    "neural/bad-features": { reason: string };
    "neural/bad-targets": { reason: string };
    "neural/diverged": { epoch: number };
    "neural/unseeded-layer": { layer: string; reason: string };
    "neural/cannot-continue": { reason: string };
    "neural/bad-artifact": { reason: string };
  }
}

declareErrors({
  "neural/not-installed": (d) => `TensorFlow.js cannot be loaded: ${d.reason}; run npm install @tandem/toolkit-neural`,
  "neural/bad-definition": (d) => `network: ${d.reason}`,
  "neural/bad-features": (d) => `network: ${d.reason}`,
  "neural/bad-targets": (d) => `network: ${d.reason}`,
  "neural/diverged": (d) =>
    `the network's loss is no longer a finite number in epoch ${d.epoch}; scale the features, or lower the learning rate`,
  "neural/unseeded-layer": (d) => `layer ${d.layer} cannot be seeded: ${d.reason}`,
  "neural/cannot-continue": (d) => `the previous network cannot be trained on: ${d.reason}; train without it`,
  "neural/bad-artifact": (d) => `the stored network cannot be restored: ${d.reason}`,
});
