import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CONFIG, newProject } from "./fixtures/project.ts";

const withStore = (store: string) => CONFIG.replace("{ technology: fs, folder: store }", store);
/** A technology as a package would export it: blobs under a name in a folder. */
const TECHNOLOGY = `
import { fsStore } from ${JSON.stringify(import.meta.resolve("@tandem/storage-fs"))};
export function shelfTechnology({ folder, key }) {
  const open = setInterval(() => {}, 1000); // as a connection would, keeps the process alive until it is closed
  if (key !== "sesame") throw new Error("the key is " + key);
  return { name: "shelf", capabilities: { persistent: true, manyProcesses: true }, blob: (name) => fsStore(folder + "/" + name), close: async () => clearInterval(open) };
}
`.replace(/\/src\/index\.ts/, "/dist/index.js");

describe("stores of tandem.yaml", () => {
  it("are of any technology that a package exports, with secrets from the environment", async () => {
    const project = newProject();
    const folder = join(project.folder, "shelf");
    project.write(
      "tandem.yaml",
      withStore(
        `{ technology: shelf, package: ./shelf.mjs, name: books, folder: ${JSON.stringify(folder)}, key: "\${SHELF_KEY}" }`,
      ),
    );
    project.write("shelf.mjs", TECHNOLOGY);
    const trained = await project.tandem(["train", "sides"], { env: { SHELF_KEY: "sesame" } });
    expect(trained.code, trained.stderr).toBe(0);
    expect(readdirSync(join(folder, "books"))).toContain("models");
    expect(await project.tandem(["train", "sides"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("the environment variable SHELF_KEY, which is not set") as string,
    });
  });

  it.each([
    ["{ technology: fs }", "it needs a folder"],
    ["{ technology: cupboard }", "@tandem/storage-cupboard cannot be imported"],
    ["{ technology: cupboard, package: ./empty.mjs }", "./empty.mjs exports no cupboardTechnology"],
    ["{ technology: cupboard, package: ./blobless.mjs }", "it holds no blobs"],
  ])("say what is wrong with %s", async (store, message) => {
    const project = newProject(withStore(store));
    project.write("empty.mjs", "export {};\n");
    project.write(
      "blobless.mjs",
      "export const cupboardTechnology = () => ({ name: 'cupboard', close: async () => {} });\n",
    );
    expect(await project.tandem(["train", "sides"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message) as string,
    });
  });
});
