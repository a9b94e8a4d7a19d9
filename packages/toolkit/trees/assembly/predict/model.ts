// A model's image in memory, written by src/predict/image.ts. `model` points at its fields, 4 bytes each.

@inline function field(model: usize, i: usize): usize {
  return <usize>load<u32>(model + (i << 2));
}
@inline export function features(model: usize): i32 {
  return <i32>field(model, 0);
}
@inline export function trees(model: usize): i32 {
  return <i32>field(model, 1);
}
@inline export function outputs(model: usize): i32 {
  return <i32>field(model, 2);
}
/** f64 per output. */
@inline export function base(model: usize): usize {
  return field(model, 3);
}
/** 16 bytes a node: f64 threshold, u32 first child, u16 feature, u8 missing goes to the second child, u8 spare. */
@inline export function walkNodes(model: usize): usize {
  return field(model, 4);
}
/** 8 bytes a tree: u32 root, u32 depth. */
@inline export function walkTrees(model: usize): usize {
  return field(model, 5);
}
/** f64 a node. */
@inline export function walkValues(model: usize): usize {
  return field(model, 6);
}
/** u32 per feature and one more: where its tests begin. */
@inline export function testStarts(model: usize): usize {
  return field(model, 7);
}
/** 16 bytes a test, see masks.ts. */
@inline export function tests(model: usize): usize {
  return field(model, 8);
}
/** 16 bytes a tree: u32 first plane (byte offset), u32 planes, u32 values (address), u32 output. */
@inline export function maskTrees(model: usize): usize {
  return field(model, 9);
}
@inline export function planes(model: usize): usize {
  return field(model, 10);
}
@inline export function planeBytes(model: usize): usize {
  return field(model, 11);
}
/** 32 bytes a feature: f64 low, f64 scale (0: search by halves), u32 cuts (address, 255 f64), u32 grid, u32 count. */
@inline export function rankers(model: usize): usize {
  return field(model, 12);
}
@inline export function ranks(model: usize): usize {
  return field(model, 13);
}
/** Sums by output and row of a group: outputs x 16 f64. */
@inline export function sums(model: usize): usize {
  return field(model, 14);
}
