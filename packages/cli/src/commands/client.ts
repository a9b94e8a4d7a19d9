import { resolve } from "node:path";
import { writeFile } from "node:fs/promises";
import { describeService, generateClient } from "@tandem/client";
import type { GlobalOptions, Io } from "../io.ts";

interface ClientCommand extends GlobalOptions {
  readonly url?: string;
  readonly out?: string;
}

/** `tandem client`: a typed client of a running service as one TypeScript file that imports nothing. */
export async function run(io: Io, _: string | undefined, options: ClientCommand): Promise<void> {
  const { url = "http://127.0.0.1:8080", out } = options;
  const key = io.env["TANDEM_KEY"];
  const endpoints = await describeService({ url, ...(key ? { key } : {}) });
  const source = generateClient(endpoints);
  if (out === undefined) {
    io.stdout.write(options.json ? `${JSON.stringify({ source })}\n` : source);
    return;
  }
  const file = resolve(io.cwd, out);
  await writeFile(file, source);
  const names = endpoints.map(({ name }) => name);
  io.stdout.write(
    options.json ? `${JSON.stringify({ file, endpoints: names })}\n` : `Wrote ${file}: ${names.join(", ")}\n`,
  );
}
