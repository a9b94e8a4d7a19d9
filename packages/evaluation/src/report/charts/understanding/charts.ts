import type { Understanding } from "../../../importance/understand-model.ts";
import type { Chart, Report } from "../../report.ts";
import { beeswarmChart } from "./beeswarm.ts";
import { dependenceCharts } from "./dependence.ts";
import { ownImportanceChart, permutationChart } from "./importance.ts";
import { treeChart } from "./tree.ts";

/** What a model goes by, drawn as far as it is known. */
export function understandingCharts(
  { importance, dependence = [], explained }: Understanding,
  kind: Report["task"]["kind"],
): readonly Chart[] {
  const { features = [], structure } = explained?.explanation ?? {};
  return [
    ...(importance && importance.fields.length > 0 ? [permutationChart(importance)] : []),
    ...(structure?.importance ? [ownImportanceChart(features, structure.importance)] : []),
    ...(explained && features.length > 0 ? [beeswarmChart(explained)] : []),
    ...dependenceCharts(dependence, kind),
    ...(structure?.tree ? [treeChart(structure.tree)] : []),
  ];
}
