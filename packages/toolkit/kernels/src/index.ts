export { Kernel, type KernelWithMemory } from "./kernel.ts";
export { memoryOf, MOST_BYTES } from "./memory.ts";
export { Places } from "./places.ts";
export { breathe, clock, type KernelMemory } from "./platform.ts";
export { CONTROL, teamOf, threadsByDefault, type Team, type TeamKernel } from "./team.ts";
