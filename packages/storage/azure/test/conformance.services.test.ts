import { BlobServiceClient } from "@azure/storage-blob";
import { TandemError, utf8Bytes } from "@tandem/core";
import { azureTechnology } from "@tandem/storage-azure";
import { testArtifactStore } from "@tandem/testkit";
import { beforeAll, expect, it } from "vitest";

const given = process.env["TANDEM_TEST_AZURE"];
if (!given)
  throw new Error(
    "set TANDEM_TEST_AZURE to the connection string of a blob service for tests; azurite's is in its README",
  );

const connectionString = given;
const container = `tandem-${process.pid}-${Date.now()}`;
const technology = azureTechnology({ connectionString, container });
const client = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container);
beforeAll(async () => void (await client.create()));

let name = "";
let names = 0;
testArtifactStore("azure", () => technology.blob!((name = `t${names++}`)), {
  async corrupt(_store, key, how) {
    const blob = client.getBlockBlobClient(`${name}/${key}`);
    const bytes = await blob.downloadToBuffer();
    const { metadata } = await blob.getProperties();
    const damaged =
      how === "flip"
        ? Buffer.from(bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte)))
        : bytes.subarray(0, bytes.length - 1);
    await blob.upload(damaged, damaged.length, metadata ? { metadata } : {});
  },
});

it("says when the server or the container cannot be reached", async () => {
  const nowhere = connectionString.replace(/BlobEndpoint=http:\/\/127\.0\.0\.1:\d+/, "BlobEndpoint=http://127.0.0.1:1");
  for (const options of [
    { connectionString: nowhere, container },
    { connectionString, container: "no-such-container" },
  ]) {
    const store = await azureTechnology(options).blob!("a");
    await expect(store.put("k", utf8Bytes("x"), { ifAbsent: true })).rejects.toSatisfy((error) =>
      TandemError.is(error, "storage/unavailable"),
    );
  }
});
