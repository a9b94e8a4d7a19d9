import { link, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { TandemError } from "@tandem/core";

type Holder = { readonly host: string; readonly pid: number };

const BEAT = 10_000;
/** A holder on another machine that has not been heard of for this long is taken for dead. Milliseconds. */
const SILENCE = 60_000;

/**
 * Keeps other processes from the same work until the returned function is called. A lock whose holder has died is taken over.
 * @throws TandemError `app/already-running`
 */
export async function lock(path: string): Promise<() => Promise<void>> {
  const own: Holder = { host: hostname(), pid: process.pid };
  for (let attempt = 0; !(await created(path, own)); attempt++) {
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text === undefined) continue; // let go meanwhile
    if (attempt > 9 || !(await isDead(path, text, own)))
      throw new TandemError("app/already-running", {
        lock: path,
        by: text.trim() || "a process that is just starting",
      });
    await takeAway(path, text);
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), BEAT).unref();
  return async () => {
    clearInterval(beat);
    await rm(path, { force: true });
  };
}

async function created(path: string, own: Holder): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(`${JSON.stringify(own)}\n`);
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isDead(path: string, text: string, own: Holder): Promise<boolean> {
  const silent = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? 0) > SILENCE;
  const holder = parsed(text);
  if (!holder || holder.host !== own.host) return silent;
  if (holder.pid === own.pid) return true; // a container's process often has the number of the one before
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** Removes the lock that was seen; one that another process has made since is put back. */
async function takeAway(path: string, seen: string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  await rename(path, aside).catch(() => undefined);
  if ((await readFile(aside, "utf8").catch(() => seen)) !== seen) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function parsed(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}
