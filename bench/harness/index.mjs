export { measured, withoutPeer } from "./measure.mjs";
export { alone, median, microsecondsPerCall, milliseconds, paired } from "./timing.mjs";
export { pythonPath, startPython } from "./python.mjs";
export { classificationProblem, columnsOf, regressionProblem } from "./generated.mjs";
export { inFolder } from "./folder.mjs";
