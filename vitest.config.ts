import { defineConfig } from "vitest/config";

const source = ["@tandem/source", "node"];
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
    testTimeout: 60_000,
    hookTimeout: 60_000,
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
