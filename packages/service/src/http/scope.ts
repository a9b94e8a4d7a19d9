import type { FastifyInstance } from "fastify";
import type { Describe } from "./openapi/operation.ts";

/** What a caller must be allowed to. */
export type Scope = "predict" | "read" | "admin";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Each route names one; "open" is for everyone. A route that names none is for admins only. */
    scope?: Scope | "open";
    /** What the OpenAPI document says of the route. */
    operation?: Describe;
  }
}

/** A route that was registered; `url` with parameters as `:name`. */
export interface KnownRoute {
  readonly method: string;
  readonly url: string;
  readonly scope: Scope | "open";
  readonly operation: Describe | undefined;
}

const known = new WeakMap<object, KnownRoute[]>();

/** Keeps the routes that are registered from here on. */
export function rememberRoutes(app: FastifyInstance): void {
  const routes: KnownRoute[] = [];
  known.set(app.server, routes);
  app.addHook("onRoute", ({ method, url, config }) => {
    for (const one of [method].flat())
      routes.push({ method: one, url, scope: config?.scope ?? "admin", operation: config?.operation });
  });
}

/** Every route of the server, in the order of registration. */
export function knownRoutes(app: FastifyInstance): readonly KnownRoute[] {
  return known.get(app.server) ?? [];
}

/** The methods that some route takes at this path. */
export function methodsAt(app: FastifyInstance, path: string): readonly string[] {
  const parts = path.split("/");
  const fits = ({ url }: KnownRoute) => {
    const pattern = url.split("/");
    return (
      pattern.length === parts.length &&
      pattern.every((part, i) => (part.startsWith(":") ? parts[i] !== "" : part === parts[i]))
    );
  };
  return [
    ...new Set(
      knownRoutes(app)
        .filter(fits)
        .map(({ method }) => method),
    ),
  ].sort();
}
