import { predictTrees, writeOnnx } from "@tandem/toolkit-trees";
import { expect, it } from "vitest";
import { onnxCases } from "../exchange/onnx-cases.ts";
import { farthest, withPython } from "./python.ts";

it("writes ONNX files that the standard's checker passes and onnxruntime in Python scores as we do", async () => {
  const cases = Object.values(await onnxCases());
  await withPython((shared) => {
    cases.forEach(({ trees, features, options }, i) => {
      shared.write(`${i}.onnx`, writeOnnx(trees, options));
      shared.write(`${i}.features.f64`, features.data);
    });
    shared.run("onnx", { cases: Object.fromEntries(cases.map(({ features: { columns } }, i) => [i, { columns }])) });
    cases.forEach(({ trees, features, options: { classes } }, i) => {
      const found = shared.numbers(`${i}.found.f64`);
      const own = classes && trees.outputs === 1 ? found.filter((_, at) => at % 2 === 1) : found;
      expect(farthest(own, predictTrees(trees, features)), `case ${i}`).toBeLessThan(1e-6);
      if (!classes) return;
      const labels = JSON.parse(shared.text(`${i}.labels.json`)) as unknown[];
      labels.forEach((label, row) => {
        const shares = found.subarray(row * classes.length, (row + 1) * classes.length);
        expect(label).toBe(classes[shares.indexOf(Math.max(...shares))]);
      });
    });
  });
});
