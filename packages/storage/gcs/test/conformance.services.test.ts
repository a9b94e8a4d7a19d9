import { Storage } from "@google-cloud/storage";
import { TandemError, utf8Bytes } from "@tandem/core";
import { gcsTechnology } from "@tandem/storage-gcs";
import { testArtifactStore } from "@tandem/testkit";
import { beforeAll, expect, it } from "vitest";

const endpoint = process.env["TANDEM_TEST_GCS"];
if (!endpoint)
  throw new Error(
    "set TANDEM_TEST_GCS to the URL of a Google Cloud Storage emulator for tests, like http://127.0.0.1:4443",
  );

const bucket = `tandem-${process.pid}-${Date.now()}`;
const technology = gcsTechnology({ endpoint, bucket });
const client = new Storage({ apiEndpoint: endpoint, projectId: "emulator", useAuthWithCustomEndpoint: false });
beforeAll(async () => void (await client.createBucket(bucket)));

let name = "";
let names = 0;
testArtifactStore("gcs", () => technology.blob!((name = `t${names++}`)), {
  async corrupt(_store, key, how) {
    const file = client.bucket(bucket).file(`${name}/${key}`);
    const [[bytes], [{ metadata }]] = [await file.download({ validation: false }), await file.getMetadata()];
    const damaged =
      how === "flip"
        ? Buffer.from(bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte)))
        : bytes.subarray(0, bytes.length - 1);
    await file.save(damaged, { resumable: false, validation: false, metadata: { metadata } });
  },
});

it("says when the server cannot be reached", async () => {
  const store = await gcsTechnology({ endpoint: "http://127.0.0.1:1", bucket }).blob!("a");
  await expect(store.put("k", utf8Bytes("x"), { ifAbsent: true })).rejects.toSatisfy((error) =>
    TandemError.is(error, "storage/unavailable"),
  );
});
