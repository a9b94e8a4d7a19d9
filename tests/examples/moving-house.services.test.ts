import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { TANDEM_TEST_S3: s3, TANDEM_TEST_POSTGRES: postgres } = process.env;

/** The bucket is made as S3's protocol has it: by a PUT of its name, which the servers of this suite take unsigned. */
async function newBucket(): Promise<string> {
  const bucket = `moving-${process.pid}-${Date.now()}`;
  const { ok, status } = await fetch(new URL(bucket, s3), { method: "PUT" });
  if (!ok) throw new Error(`the bucket was not made: ${status}`);
  return bucket;
}

it.skipIf(!s3 || !postgres)(
  s3 && postgres
    ? "a model moves from a folder to SQLite to S3 to PostgreSQL"
    : "a model moves (skipped: no S3 or PostgreSQL here)",
  async () => {
    const servers = { MODELS_S3: s3, MODELS_BUCKET: await newBucket(), MODELS_DATABASE: postgres };
    const keys = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
    const { stdout } = await promisify(execFile)(process.execPath, [`${root}examples/moving-house/dist/main.js`], {
      cwd: root,
      env: { ...process.env, ...servers, ...keys, NODE_OPTIONS: "" },
    });
    const versions = stdout.match(/(?<=churn version )\w{16}/g)!;
    expect(stdout).toMatch(/^fs\/.*\nmemory\/.*\nsqlite\/.*\ns3\/.*\npostgres\/.*\nOne line/);
    expect(versions).toHaveLength(5);
    expect(new Set(versions).size).toBe(1);
  },
);
