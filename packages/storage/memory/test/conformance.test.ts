import type { Technology } from "@tandem/core";
import { testArtifactStore, testKeyValueStore, testSearchStore, testTableStore } from "@tandem/testkit";
import { memoryTechnology } from "@tandem/storage-memory";

const { capabilities } = memoryTechnology();
let shared: Technology = memoryTechnology();

testArtifactStore("memory", () => memoryTechnology().blob!("a"), {
  skip: { "finds corruption": "nothing reaches these bytes but the store itself" },
});
testKeyValueStore("memory", () => memoryTechnology().kv!("a"), { capabilities: capabilities.kv! });
testTableStore("memory", (layout, fresh) => {
  if (fresh) shared = memoryTechnology();
  return shared.table!(layout);
});
testSearchStore("memory", (layout) => memoryTechnology().search!(layout), { capabilities: capabilities.search! });
