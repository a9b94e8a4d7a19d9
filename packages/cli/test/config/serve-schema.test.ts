import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TandemError } from "@tandem/core";
import { afterAll, describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/read-config.ts";
import { ServeConfig } from "../../src/config/serve-schema.ts";
import type { Problem } from "../../src/errors.ts";

const folder = mkdtempSync(join(tmpdir(), "tandem-serve-config-"));
const file = join(folder, "tandem.yaml");
afterAll(() => rmSync(folder, { recursive: true }));

const MODELS = "models: { churn: { module: x }, trees: { module: x } }\n";
function read(serve: string, environment?: string) {
  writeFileSync(file, `${MODELS}serve:\n${serve}`);
  return readConfig(file, environment).serve;
}
function problemsOf(serve: string, environment?: string): readonly Problem[] {
  try {
    read(serve, environment);
  } catch (error) {
    if (TandemError.is(error, "config/invalid")) return error.details.problems;
    throw error;
  }
  throw new Error("the file was taken");
}
/** All but the two that the guide only names. */
const KEYS = Object.keys(ServeConfig.shape).filter((key) => !["batching", "threads", "maxWaiting"].includes(key));
const HASH = `sha256:${"0".repeat(64)}`;

describe("serve: in tandem.yaml", () => {
  it("takes all that the guide shows", () => {
    const guide = readFileSync(new URL("../../../../docs/guides/deploying.md", import.meta.url), "utf8");
    const [, block = ""] = /```yaml\n([^]*?)```/.exec(guide) ?? [];
    const text = block.replace("sha256:...", HASH);
    const technologies = 'technologies: { postgres: { url: "${DB}" } }\n';
    writeFileSync(file, `models: { churn: { module: x }, next-offer: { module: y } }\n${technologies}${text}`);
    const { serve, endpoints } = readConfig(file);
    expect(endpoints).toHaveLength(1);
    expect(Object.keys(serve).sort()).toEqual([...KEYS].sort());
  });

  it("takes models as a list, or as a map with how each is served", () => {
    expect(read("  models: [churn]\n").models).toEqual({ churn: {} });
    expect(read("  models:\n    churn:\n    trees: { threads: { count: 2 } }\n").models).toEqual({
      churn: {},
      trees: { threads: { count: 2 } },
    });
  });

  it("is off by false, on by true or with options", () => {
    expect(read("  drift: true\n  traces: false\n  logs: { level: info }\n  mlflow: false\n")).toEqual({
      drift: {},
      traces: false,
      logs: { level: "info" },
      mlflow: false,
    });
  });

  it("is layered by environment: keys are added, lists replaced", () => {
    const text = `  security: { keys: { shop: { hash: "${HASH}", scopes: [predict] } } }
  models: [churn]
  predictions: { table: sqlite/table/p, share: 0.1 }
environments:
  prod:
    serve:
      host: 0.0.0.0
      security: { keys: { ops: { key: "\${OPS}", scopes: [admin] } }, rateLimit: { requests: 60 } }
      models: { churn: { batching: { maxSize: 8 } } }
      predictions: { share: 1 }
`;
    expect(read(text)).toMatchObject({ models: { churn: {} }, predictions: { share: 0.1 } });
    expect(read(text)).not.toHaveProperty("host");
    expect(read(text, "prod")).toMatchObject({
      host: "0.0.0.0",
      security: { keys: { shop: { hash: HASH }, ops: { key: "${OPS}" } }, rateLimit: { requests: 60 } },
      models: { churn: { batching: { maxSize: 8 } } },
      predictions: { table: "sqlite/table/p", share: 1 },
    });
  });

  it.each<readonly [string, string, number, number, string, string]>([
    ["an unknown key", "  prot: 1\n", 3, 9, "serve.prot", 'did you mean "port"?'],
    ["one deep down", "  security: { orgins: [] }\n", 3, 15, "serve.security.orgins", '"origins"'],
    ["one of a model", "  models:\n    churn: { thread: 1 }\n", 4, 22, "serve.models.churn.thread", '"threads"'],
    ["a bad option of what can be off", "  drift: { window: 3 }\n", 3, 20, "serve.drift.window", ">=20"],
    ["an unknown model", "  models: [churn, churm]\n", 3, 19, "serve.models.1", 'no model "churm"'],
    ["an unknown model of a map", "  models: { churm: {} }\n", 3, 13, "serve.models.churm", 'no model "churm"'],
    [
      "a key written out",
      "  security: { keys: { a: { key: tdm_a_x, scopes: [read] } } }\n",
      3,
      33,
      "serve.security.keys.a.key",
      "environment variable",
    ],
    [
      "a key of no scope",
      `  security: { keys: { a: { hash: "${HASH}", scopes: [] } } }\n`,
      3,
      109,
      "serve.security.keys.a.scopes",
      ">=1",
    ],
    [
      "both a key and its hash",
      `  security: { keys: { a: { hash: "${HASH}", key: "\${A}", scopes: [read] } } }\n`,
      3,
      23,
      "serve.security.keys.a",
      "either",
    ],
    [
      "a hash that is none",
      "  security: { keys: { a: { hash: abc, scopes: [read] } } }\n",
      3,
      34,
      "serve.security.keys.a.hash",
      "sha256:",
    ],
    [
      "an id of other letters",
      `  security: { keys: { A: { hash: "${HASH}", scopes: [read] } } }\n`,
      3,
      23,
      "serve.security.keys.A",
      "lower-case",
    ],
    [
      "tokens without a way to check them",
      "  security: { tokens: { algorithm: RS256, issuer: i, audience: a } }\n",
      3,
      15,
      "serve.security.tokens",
      "one of secret",
    ],
    [
      "a secret for RS256",
      '  security: { tokens: { algorithm: RS256, issuer: i, audience: a, secret: "${S}" } }\n',
      3,
      15,
      "serve.security.tokens",
      "publicKey or jwks",
    ],
    [
      "a secret written out",
      "  security: { tokens: { algorithm: HS256, issuer: i, audience: a, secret: abc } }\n",
      3,
      75,
      "serve.security.tokens.secret",
      "${NAME}",
    ],
    [
      "a table that is no address",
      "  predictions: { table: predictions }\n",
      3,
      25,
      "serve.predictions.table",
      "sqlite/table/predictions",
    ],
    [
      "a technology that is not there",
      "  predictions: { table: oracle/table/p }\n",
      3,
      25,
      "serve.predictions.table",
      'no technology "oracle"',
    ],
    ["too many processes", "  processes: many\n", 3, 14, "serve.processes", "cores"],
  ])("places %s", (_, text, line, column, path, message) => {
    const [problem] = problemsOf(text);
    expect(problem).toMatchObject({ line, column, path });
    expect(problem!.message).toContain(message);
  });

  it("places what a layer has wrong in that layer", () => {
    const text = "  port: 1\nenvironments:\n  prod:\n    serve: { drift: { maxPsi: no } }\n";
    expect(problemsOf(text, "prod")).toMatchObject([
      { line: 6, column: 31, path: "environments.prod.serve.drift.maxPsi" },
    ]);
  });
});
