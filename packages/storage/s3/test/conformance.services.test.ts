import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { TandemError, utf8Bytes } from "@tandem/core";
import { s3Technology } from "@tandem/storage-s3";
import { testArtifactStore } from "@tandem/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";

const endpoint = process.env["TANDEM_TEST_S3"];
if (!endpoint)
  throw new Error(
    "set TANDEM_TEST_S3 to the URL of an S3 server for tests that honours If-None-Match, like http://127.0.0.1:5000",
  );

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const bucket = `tandem-${process.pid}-${Date.now()}`;
const technology = s3Technology({ endpoint, bucket, credentials });
const client = new S3Client({ endpoint, credentials, region: "us-east-1", forcePathStyle: true });
beforeAll(async () => void (await client.send(new CreateBucketCommand({ Bucket: bucket }))));
afterAll(async () => {
  await technology.close();
  client.destroy();
});

let name = "";
let names = 0;
testArtifactStore("s3", () => technology.blob!((name = `t${names++}`)), {
  async corrupt(_store, key, how) {
    const Key = `${name}/${key}`;
    const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
    const bytes = await found.Body!.transformToByteArray();
    const damaged =
      how === "flip" ? bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte)) : bytes.subarray(0, bytes.length - 1);
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: damaged, Metadata: found.Metadata }));
  },
});

it("says when the server or the bucket cannot be reached", async () => {
  for (const options of [
    { endpoint: "http://127.0.0.1:1", bucket, credentials },
    { endpoint, bucket: "no-such-bucket", credentials },
  ]) {
    const lost = s3Technology(options);
    await expect((await lost.blob!("a")).put("k", utf8Bytes("x"), { ifAbsent: true })).rejects.toSatisfy((error) =>
      TandemError.is(error, "storage/unavailable"),
    );
    await lost.close();
  }
});
