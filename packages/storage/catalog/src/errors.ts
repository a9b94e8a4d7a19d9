import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "storage/bad-address": { address: string; reason: string };
    "storage/unknown-technology": { technology: string; known: readonly string[] };
    "storage/not-found": { address: string; known: readonly string[] };
    "storage/exists": { address: string };
    "storage/bad-definition": { address: string; reason: string };
    "storage/incompatible-schema": { address: string; reason: string };
    "storage/invalid-value": {
      address: string;
      key: string;
      path: string;
      reason: string;
      direction: "write" | "read";
    };
  }
}

declareErrors({
  "storage/bad-address": (d) =>
    `"${d.address}" is no storage address: ${d.reason}; write technology/format/name, like redis/kv/user-vectors`,
  "storage/unknown-technology": (d) =>
    `no technology "${d.technology}" is configured; configured: ${d.known.join(", ") || "none"}; add it under technologies in tandem.yaml`,
  "storage/not-found": (d) =>
    `there is no storage ${d.address}; existing: ${d.known.join(", ") || "none"}; make it with: tandem storage create ${d.address}`,
  "storage/exists": (d) =>
    `storage ${d.address} exists already with another definition; choose another name or evolve its schema`,
  "storage/bad-definition": (d) => `storage ${d.address}: ${d.reason}`,
  "storage/incompatible-schema": (d) =>
    `storage ${d.address}: ${d.reason}; a schema may only gain optional fields, so that old readers still work`,
  "storage/invalid-value": (d) =>
    d.direction === "write"
      ? `${d.address}: the value for ${d.key} does not fit the schema at ${d.path || "/"}: ${d.reason}`
      : `${d.address}: the stored value of ${d.key} does not fit the schema at ${d.path || "/"}: ${d.reason}; write it again or evolve the schema`,
});
