import { predictionsOf, TandemError, type Classified, type Label, type Predictions } from "@tandem/core";

/** Probabilities with a column for each of `classes`, 0 for those that the model does not know. */
export function classRows<L extends Label>(
  model: string,
  predictions: Predictions<Classified<L>>,
  classes: readonly L[],
  known: readonly L[],
): Float64Array {
  const rows = predictions.column("probabilities") as readonly (readonly number[])[];
  const width = classes.length;
  const flat = new Float64Array(predictions.length * width);
  const found = rows[0]?.length ?? width;
  const places = found === width ? classes.map((_, place) => place) : known.map((label) => classes.indexOf(label));
  if (places.length !== found)
    throw new TandemError("model/bad-output", {
      model,
      reason: `${found} probabilities a sample where it was trained on ${known.length} classes`,
    });
  rows.forEach((row, i) => places.forEach((place, k) => (flat[i * width + place] = row[k]!)));
  return flat;
}

/** Predictions from rows x classes of probabilities: the label is the most probable class, the first among equals. */
export function classOutcomes<L extends Label>(
  ids: readonly string[],
  classes: readonly L[],
  flat: Float64Array,
): Predictions<Classified<L>> {
  const width = classes.length;
  const best = new Int32Array(ids.length);
  const probability = new Float64Array(ids.length);
  for (let row = 0; row < ids.length; row++) {
    for (let code = 1; code < width; code++)
      if (flat[row * width + code]! > flat[row * width + best[row]!]!) best[row] = code;
    probability[row] = flat[row * width + best[row]!]!;
  }
  const labelOf = (row: number) => classes[best[row]!]!;
  const rowOf = (row: number) => Array.from(flat.subarray(row * width, (row + 1) * width));
  return predictionsOf<Classified<L>>(ids, {
    length: ids.length,
    classes,
    at: (row) => ({ label: labelOf(row), probability: probability[row]!, probabilities: rowOf(row) }),
    column(field) {
      if (field === "probability") return probability;
      if (field === "probabilities") return ids.map((_, row) => rowOf(row));
      const labels = ids.map((_, row) => labelOf(row));
      return typeof classes[0] === "number" ? Float64Array.from(labels as number[]) : labels;
    },
  });
}
