/** What a caller must be allowed to: each HTTP route names one in its `config.scope`. */
export type Scope = "predict" | "read" | "admin";

declare module "fastify" {
  interface FastifyContextConfig {
    scope?: Scope;
  }
}
