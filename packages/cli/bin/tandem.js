#!/usr/bin/env node
import { existsSync, fstatSync, readFileSync, writeSync } from "node:fs";
import module from "node:module";

const args = process.argv.slice(2);
const forHelp = args.length === 1 && (args[0] === "--help" || args[0] === "-h");

// The help for all is asked for most and kept as text, so that it comes at once; test/help.test.ts holds it to be the
// same. A terminal may be too narrow for it, which only the command knows to handle.
if (forHelp && (!fstatSync(1).isCharacterDevice() || (process.stdout.columns ?? 80) >= 80)) {
  const help = readFileSync(new URL("./help.txt", import.meta.url));
  let at = 0;
  try {
    while (at < help.length) at += writeSync(1, help, at);
  } catch (error) {
    if (error.code === "EAGAIN") process.stdout.write(help.subarray(at));
    else if (error.code !== "EPIPE") throw error; // the reader, `head` say, has had enough
  }
} else {
  const built = new URL("../dist/main.js", import.meta.url);
  if (existsSync(built)) {
    module.enableCompileCache?.(); // Node 22 keeps compiled code from one command to the next
    const { main } = await import(built.href);
    process.exitCode = await main(args);
  } else {
    process.stderr.write("tandem is not built yet: run `npm run build` at the root of the repository\n");
    process.exitCode = 1;
  }
}
