import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { errorsPage } from "./page.mjs";
import { documentedPackages } from "./packages.mjs";

/** `npm run docs:errors`: writes docs/reference/errors.md from the built packages. */

const root = fileURLToPath(new URL("../../", import.meta.url));
const built = (/** @type {string} */ file) => file.replace("/src/", "/dist/").replace(/\.ts$/, ".js");
const { TandemError } = await import(built(`${root}packages/core/src/index.ts`));

const packages = await documentedPackages(root, TandemError, (file) => import(built(file)));
if (!existsSync(`${root}docs/reference`)) mkdirSync(`${root}docs/reference`, { recursive: true });
writeFileSync(`${root}docs/reference/errors.md`, errorsPage(packages));
