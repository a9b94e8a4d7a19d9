import type { Json } from "@tandem/core";

/** A route line by line, for people. */
export function routeText(route: Json): string {
  return Object.entries(route as Readonly<Record<string, Json>>)
    .map(([key, value]) => `  ${key.padEnd(9)} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join("\n");
}
