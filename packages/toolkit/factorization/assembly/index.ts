export { attach, quit } from "@tandem/toolkit-kernels/assembly/jobs";
export { addGram, serve, solveRows } from "./jobs";
