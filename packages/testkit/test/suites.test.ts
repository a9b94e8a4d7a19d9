import { decodeTensors, encodeTensors, memoryStore, type Codec } from "@tandem/core";
import { testArtifactStore, testCodec, testModelPackage } from "@tandem/testkit";
import { cut, cutSamples } from "./fixtures/cut.ts";

testModelPackage(cut, cutSamples);
testArtifactStore("memory", memoryStore, {
  skip: { "finds corruption": "nothing can change a store's memory behind its back" },
});

const weights: Codec<Float64Array> = {
  format: "weights@1",
  encode: (value) => ({
    json: null,
    blobs: { "weights.safetensors": encodeTensors({ weights: { shape: [value.length], data: value } }) },
  }),
  decode: ({ blobs }) => decodeTensors(blobs!["weights.safetensors"]!)["weights"]!.data as Float64Array,
};
testCodec("weights", weights, [
  new Float64Array(0),
  Float64Array.of(1, -0, NaN, Infinity),
  new Float64Array(1000).fill(0.1),
]);
