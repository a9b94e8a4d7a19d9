import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { TandemError } from "@tandem/core";

export const CONFIG_FILE = "tandem.yaml";

/** The tandem.yaml of `folder` or of the nearest folder above it. @throws TandemError `config/not-found` */
export function findConfig(folder: string): string {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = join(at, CONFIG_FILE);
    if (existsSync(file)) return file;
    if (at === dirname(at)) throw new TandemError("config/not-found", { folder });
  }
}
