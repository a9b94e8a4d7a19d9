import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { twoRegistrars } from "./fixtures/two-registrars.mjs";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "tandem-killed-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("loses nothing that was acknowledged when one of two writing processes is killed", async () => {
  const { told, held, ...found } = await twoRegistrars(join(folder, "registry.db"), 60);
  expect(found).toEqual({ lost: 0, duplicates: 0, toldTwice: 0, torn: 0, integrity: "ok", dangling: 0 });
  expect(told).toBeGreaterThanOrEqual(90);
  expect(held - told).toBeLessThanOrEqual(1); // the one that was written when its writer was killed
  expect(held - told).toBeGreaterThanOrEqual(0);
});
