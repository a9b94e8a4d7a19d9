import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { appendFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { filesAt, Snapshots } from "@tandem/snapshots";
import { fsStore } from "@tandem/storage-fs";
import { inFolder, measured, paired } from "./harness/index.mjs";

const MEGABYTES = Number(process.env["BENCH_SNAPSHOT_MB"] ?? 1_000);

/** A snapshot of 1 GB of rows beside `sha256sum` and `cp` of the same file; then what a day's 1% of new rows costs. */
export async function* measures() {
  yield* inFolder(async function* (folder) {
    const file = join(folder, "rows.csv");
    await pipeline(Readable.from(rows(MEGABYTES * 1e6)), createWriteStream(file));
    yield await besideCopy(folder, file);
    yield await appended(folder, file);
  });
}

async function besideCopy(folder, file) {
  let at = 0;
  const ours = async () => {
    const root = join(folder, `store-${at++}`);
    await new Snapshots(fsStore(root, { durability: "process" })).take("rows", await filesAt(file));
    await rm(root, { recursive: true });
  };
  const plain = async () => {
    await run("sha256sum", file);
    await run("cp", file, `${file}.copy`);
    await rm(`${file}.copy`);
  };
  const given = { measure: `snapshot of ${MEGABYTES} MB`, unit: "ms", peer: "sha256sum + cp", goal: 1.5 };
  return measured({ ...given, ...(await paired(ours, plain, { rounds: 3 })) });
}

/** Bytes, not time: what the second snapshot adds beside what the first did. */
async function appended(folder, file) {
  const snapshots = new Snapshots(fsStore(join(folder, "days"), { durability: "process" }));
  const first = await snapshots.take("rows", await filesAt(file));
  for (const text of rows(MEGABYTES * 1e4, 77)) await appendFile(file, text);
  const second = await snapshots.take("rows", await filesAt(file));
  return measured({
    measure: "bytes added by a snapshot after 1% more rows",
    unit: "bytes",
    ours: second.addedBytes,
    peer: "bytes of the first snapshot",
    theirs: first.addedBytes,
    goal: 0.05,
  });
}

/** CSV that no compressor would shorten much, in pieces of about a megabyte. */
function* rows(bytes, seed = 1) {
  let [state, written, id] = [seed, 0, seed * 1e9];
  while (written < bytes) {
    let text = "";
    while (text.length < 1e6) {
      const values = [];
      for (let i = 0; i < 6; i++) values.push((state = (Math.imul(state, 1664525) + 1013904223) >>> 0));
      text += `${id++},${values.join(",")}\n`;
    }
    written += text.length;
    yield text;
  }
}

/** @returns {Promise<void>} */
function run(program, ...args) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: "ignore" });
    child.once("error", fail);
    child.once("exit", (code) => (code === 0 ? done() : fail(new Error(`${program} ended with ${code}`))));
  });
}
