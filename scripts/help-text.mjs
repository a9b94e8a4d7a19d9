import { writeFileSync } from "node:fs";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";

/** `npm run docs:help`: writes packages/cli/bin/help.txt, what `tandem --help` prints, from the built command. */

const built = (/** @type {string} */ path) => fileURLToPath(new URL(`../packages/cli/${path}`, import.meta.url));
const { main } = await import(built("dist/main.js"));
let text = "";
const stdout = new Writable({
  write(chunk, _encoding, done) {
    text += String(chunk);
    done();
  },
});
const code = await main(["--help"], { stdout });
if (code !== 0) throw new Error(`tandem --help ended with ${code}`);
writeFileSync(built("bin/help.txt"), text);
