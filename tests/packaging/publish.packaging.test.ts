import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publicPackages } from "../../scripts/workspace/packages.mjs";
import { startRegistry, type LocalRegistry } from "./local-registry.ts";
import { filesDeclaredBy, releaseCopy } from "./release-copy.ts";
import { runCommand } from "./run-command.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), "tandem-packaging-")));
const stranger = join(folder, "stranger");
const packages = publicPackages(root);
const versionOf = (name: string) =>
  (JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")) as { version: string }).version;

describe("the packages as who installs them gets them", { timeout: 600_000 }, () => {
  let registry: LocalRegistry | undefined;
  let released: readonly string[] = [];

  beforeAll(async () => {
    registry = await startRegistry(root, join(folder, "registry"));
    released = await releaseCopy(root, join(folder, "copy"), registry);
    cpSync(join(import.meta.dirname, "stranger"), stranger, { recursive: true });
    // as toolkit-onnx's README says: the CPU build is inside the package, its install script fetches GPU libraries
    writeFileSync(join(stranger, ".npmrc"), `${registry.npmrc}\nonnxruntime-node-install=skip\n`);
    writeFileSync(join(stranger, "package.json"), JSON.stringify({ name: "stranger", private: true, type: "module" }));
    const others = ["zod", "typescript", "@types/node"].map((name) => `${name}@${versionOf(name)}`);
    await runCommand(stranger, "npm", ["install", "--save-exact", ...released, ...others]);
  }, 600_000);
  afterAll(async () => {
    await registry?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("publishes every public package, and no other", () => {
    expect(readdirSync(join(folder, "registry/storage/@tandem")).sort()).toEqual(
      packages.map(({ manifest }) => manifest.name.replace("@tandem/", "")).sort(),
    );
  });

  it.each(packages.map(({ folder: path, manifest }) => [manifest.name, path] as const))(
    "%s holds the files it declares and nothing else",
    (name, path) => {
      const declared = filesDeclaredBy(root, path).filter((file) => !file.startsWith("!"));
      const always = /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
      const installed = readdirSync(join(stranger, "node_modules", name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(join(stranger, "node_modules", name).length + 1))
        .filter((file) => !file.startsWith("node_modules/"));
      expect(
        installed.filter(
          (file) =>
            !always.test(file) &&
            !declared.some((one) => file === one || file.startsWith(`${one.replace(/\/$/, "")}/`)),
        ),
      ).toEqual([]);
      expect(
        installed.filter((file) => /\.(tsbuildinfo|log|csv)$|(^|\/)(test|bench|fixtures)\/|\.test\./.test(file)),
      ).toEqual([]);
      expect(installed).toEqual(
        expect.arrayContaining(["package.json", "README.md", "dist/index.js", "dist/index.d.ts", "src/index.ts"]),
      );
    },
  );

  it("asks for versions that are published, and keeps the fixed group together", () => {
    const versions = new Map(
      released.map((one) => [one.slice(0, one.lastIndexOf("@")), one.slice(one.lastIndexOf("@") + 1)]),
    );
    for (const [name] of versions) {
      const { dependencies = {} } = JSON.parse(
        readFileSync(join(stranger, "node_modules", name, "package.json"), "utf8"),
      ) as { dependencies?: Record<string, string> };
      for (const [dependency, range] of Object.entries(dependencies))
        if (versions.has(dependency)) expect(range).toBe(versions.get(dependency));
    }
    const group = [...versions]
      .filter(([name]) => /^@tandem\/(core|testkit|toolkit-)/.test(name))
      .map(([, version]) => version);
    expect(new Set(group).size).toBe(1);
  });

  it("type-checks a model under the strict flags, libraries included", async () => {
    await runCommand(stranger, process.execPath, ["node_modules/typescript/bin/tsc", "-p", "."]);
  });

  it("trains, saves, loads and predicts, in one process and in the next", async () => {
    const first = JSON.parse(await runCommand(stranger, process.execPath, ["built/train.js"])) as {
      version: string;
      auc: number;
      predictions: { id: string }[];
    };
    expect(first.predictions).toHaveLength(100);
    expect(first.auc).toBe(1);
    const second = JSON.parse(
      await runCommand(stranger, process.execPath, ["built/predict.js", first.version]),
    ) as unknown[];
    expect(second[0]).toEqual(first.predictions.find(({ id }) => id === "v19"));
    expect(second[1]).toMatchObject({ id: "new" });
  });

  it("loads every package without its optional peers", async () => {
    const names = packages.map(({ manifest }) => manifest.name).filter((name) => name !== "@tandem/testkit");
    mkdirSync(join(stranger, "built"), { recursive: true });
    writeFileSync(
      join(stranger, "built/load.mjs"),
      names.map((name) => `console.log(Object.keys(await import("${name}")).length > 0);`).join("\n"),
    );
    expect((await runCommand(stranger, process.execPath, ["built/load.mjs"])).trim().split("\n")).toEqual(
      names.map(() => "true"),
    );
  });
});
