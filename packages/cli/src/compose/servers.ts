import type { Config } from "../config/read-config.ts";

/** Technologies whose server can run beside the project. */
const KINDS = ["mongodb", "postgres", "redis"] as const;

/** A database that runs beside the project, because tandem.yaml takes its URL from an environment variable. */
export interface Server {
  readonly kind: (typeof KINDS)[number];
  /** The environment variable that holds its URL. */
  readonly variable: string;
}

const WHOLE = /^\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)\}$/;
const REFERENCE = /\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Databases whose whole URL is a variable; one with a URL written out runs elsewhere. */
export function serversOf(config: Config): readonly Server[] {
  const found = new Map<string, Server>();
  const add = (kind: Server["kind"], url: unknown) => {
    const variable = typeof url === "string" ? WHOLE.exec(url)?.[1] : undefined;
    if (variable !== undefined) found.set(variable, { kind, variable });
  };
  add("postgres", config.registry);
  const entries = [
    ...Object.entries(config.technologies).map(([name, entry]) => ({ technology: name, ...entry })),
    ...Object.values(config.stores),
  ] as readonly Readonly<Record<string, unknown>>[];
  for (const { technology, url } of entries) {
    const kind = KINDS.find((known) => known === technology);
    if (kind) add(kind, url);
  }
  for (const source of Object.values(config.sources))
    if ("kind" in source && source.kind === "postgres") add("postgres", source.location);
  return [...found.values()].sort((a, b) => (a.variable < b.variable ? -1 : 1));
}

/** Every environment variable that the configuration refers to, sorted. */
export function variablesIn(value: unknown): readonly string[] {
  const found = new Set<string>();
  const look = (inner: unknown): void => {
    if (typeof inner === "string") for (const [, name] of inner.matchAll(REFERENCE)) found.add(name!);
    else if (typeof inner === "object" && inner !== null) Object.values(inner).forEach(look);
  };
  look(value);
  return [...found].sort();
}
