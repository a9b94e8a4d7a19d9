export { azureTechnology, type AzureOptions } from "./technology.ts";
