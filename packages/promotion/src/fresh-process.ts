import { digestPredictions, importPackage } from "@tandem/app";
import { columnarSamples, fieldKinds, type Artifact, type SampleTable } from "@tandem/core";

export interface FreshQuestion {
  /** Where the package is imported from. */
  readonly url: string;
  readonly name: string;
  readonly artifact: Artifact;
  readonly samples: SampleTable;
}

export type FreshAnswer = { readonly predictions: string } | { readonly failure: string };

/** The program of the new process: answers one question and ends. */
process.once("message", (question: FreshQuestion) => {
  void answer(question)
    .catch((error: unknown): FreshAnswer => ({ failure: error instanceof Error ? error.message : String(error) }))
    .then((reply) => process.send?.(reply, () => process.disconnect()));
});

async function answer({ url, name, artifact, samples }: FreshQuestion): Promise<FreshAnswer> {
  const pkg = await importPackage(url, name);
  const model = await pkg.restore(artifact);
  const predictions = await model.predict(columnarSamples<unknown>(samples, fieldKinds(pkg.sample)));
  const digest = digestPredictions(predictions as Iterable<object>);
  await model.close();
  return { predictions: digest };
}
