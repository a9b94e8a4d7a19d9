export * from "./checks.ts";
export { testArtifactStore, testChecks, testCodec, testModelPackage } from "./suites.ts";
