import { defineConfig } from "vitest/config";

const source = ["@tandem/source", "node"];
/** Milliseconds before a test counts as hung: no test is about time, and a machine that others use may be slow. */
const PATIENCE = 300_000;

const suite = (name: string, include: string[], exclude: string[] = []) => ({
  resolve: { conditions: source },
  ssr: { resolve: { conditions: source } },
  test: {
    name,
    include: include.flatMap((glob) => [
      `packages/*/test/**/${glob}`,
      `packages/*/*/test/**/${glob}`,
      `tests/**/${glob}`,
    ]),
    exclude: ["**/node_modules/**", "**/dist/**", ...exclude],
    testTimeout: PATIENCE,
    hookTimeout: PATIENCE,
    expect: { poll: { timeout: PATIENCE / 5, interval: 50 } },
  },
});

const special = ["services", "interop", "browser", "packaging", "fence"];

/** Unit tests need nothing but node; each other project says in its package's README what it needs. */
export default defineConfig({
  test: {
    passWithNoTests: true,
    maxWorkers: "100%",
    projects: [
      suite(
        "unit",
        ["*.test.ts"],
        special.map((name) => `**/*.${name}.test.ts`),
      ),
      ...special.map((name) => suite(name, [`*.${name}.test.ts`])),
    ],
  },
});
