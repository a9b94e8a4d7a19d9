// Fits once in a process of its own and prints by how many megabytes its peak rose above the loaded data.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fitBoosting } from "@tandem/toolkit-trees";

const [folder, rows, threads] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const columns = 30;
const load = (name, count) => {
  const bytes = readFileSync(join(folder, name));
  return new Float64Array(bytes.buffer, bytes.byteOffset, count);
};
const features = { rows, columns, data: load("features.f64", rows * columns) };
const targets = load("labels.f64", rows);

writeFileSync("/proc/self/clear_refs", "5"); // the peak is counted from here
const before = process.memoryUsage().rss;
await fitBoosting({ features, targets }, { objective: "binary", threads });
const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) * 1024;
console.log(((peak - before) / 2 ** 20).toFixed(1));
