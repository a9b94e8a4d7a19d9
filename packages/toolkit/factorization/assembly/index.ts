export { addGram } from "./gram";
export { solveRows } from "./solve";
