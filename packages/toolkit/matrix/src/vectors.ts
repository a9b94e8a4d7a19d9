export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** `into += by * vector` */
export function addScaled(into: Float64Array, vector: Float64Array, by: number): void {
  for (let i = 0; i < into.length; i++) into[i]! += by * vector[i]!;
}

/** The largest absolute value. */
export function largest(vector: Float64Array): number {
  let most = 0;
  for (let i = 0; i < vector.length; i++) most = Math.max(most, Math.abs(vector[i]!));
  return most;
}
