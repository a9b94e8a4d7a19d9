import { classification, defineModel } from "@tandem/core";
import { applicantMarks, Applicant, Status } from "./dataset.ts";
import { BaselineModel } from "./model.ts";

export { Applicant, Status } from "./dataset.ts";

const shared = {
  task: classification<Status>({ positive: "bad" }),
  sample: Applicant,
  label: Status,
  dataset: applicantMarks,
  module: import.meta.url,
};

/** Credit risk by nothing but how often each outcome is: what any model must beat. */
export const baseline = defineModel({ ...shared, name: "baseline", model: () => new BaselineModel("prior") });

/** Credit risk by the throw of a seeded die: to try engineering with a model that knows nothing. */
export const random = defineModel({ ...shared, name: "baseline-random", model: () => new BaselineModel("random") });
