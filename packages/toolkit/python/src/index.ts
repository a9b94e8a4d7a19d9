import "./errors.ts";

export { pythonImplementation, type PythonImplementationDefinition } from "./python-implementation.ts";
export { pythonModel, type PythonModelDefinition } from "./python-model.ts";
export { livePythonProcesses } from "./python-process.ts";
export { type Location } from "./platform.ts";
export type { PythonLimits, PythonOptions } from "./settings.ts";
