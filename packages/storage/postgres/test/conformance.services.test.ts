import { testArtifactStore, testKeyValueStore, testSearchStore, testTableStore } from "@tandem/testkit";
import { PostgresConnection, postgresTechnology } from "@tandem/storage-postgres";
import { afterAll, expect, it } from "vitest";

const url = process.env["TANDEM_TEST_POSTGRES"];
if (!url)
  throw new Error(
    "set TANDEM_TEST_POSTGRES to the URL of a database for tests, like postgres://postgres:postgres@127.0.0.1:5432/tandem_test",
  );

const connection = new PostgresConnection(url);
const technology = postgresTechnology(url);
const { capabilities } = technology;
afterAll(async () => {
  await technology.close();
  await connection.close();
});

const run = `${process.pid}-${Date.now() % 1e6}`;
let names = 0;
const name = () => `t${run}-${names++}`;

let blobs = "";
testArtifactStore("postgres", () => technology.blob!((blobs = name())), {
  async corrupt(_store, key, how) {
    const body = how === "flip" ? "set_byte(body, 0, get_byte(body, 0) # 1)" : "substring(body for length(body) - 1)";
    await connection.query(
      `update "blob_${blobs}_chunks" set body = ${body} where object = (select object from "blob_${blobs}" where key = $1)`,
      [key],
    );
  },
});
testKeyValueStore("postgres", () => technology.kv!(name()), { capabilities: capabilities.kv! });
testTableStore("postgres", async (layout, fresh) => {
  if (fresh) await connection.query(`drop table if exists "table_${layout.name}"`);
  return technology.table!(layout);
});
testSearchStore("postgres", (layout) => technology.search!({ ...layout, name: name() }), {
  capabilities: capabilities.search!,
});

it("lets go of what has expired, so that short lives do not fill the table", async () => {
  const kept = name();
  const store = await technology.kv!(kept);
  await store.put("a", 1, { ttl: 0.001 });
  await store.put("b", 2);
  await expect.poll(() => store.get("a")).toBeUndefined();
  const again = await technology.kv!(kept);
  await again.put("c", 3, { ttl: 60 });
  const keys = await connection.query<{ key: string }>(`select key from "kv_${kept}" order by key`);
  expect(keys.map(({ key }) => key)).toEqual(["b", "c"]);
});
