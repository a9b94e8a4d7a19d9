export * from "./checks.ts";
export {
  testArtifactStore,
  testChecks,
  testCodec,
  testKeyValueStore,
  testModelPackage,
  testSearchStore,
  testTableStore,
} from "./suites.ts";
