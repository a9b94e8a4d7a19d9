export type { AzureOptions } from "./options.ts";
export { azureTechnology } from "./technology.ts";
