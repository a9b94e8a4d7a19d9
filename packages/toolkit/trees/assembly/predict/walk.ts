// Walks trees node by node, without branches and four at a time, so that their memory accesses overlap. A leaf is its own
// first child and holds an infinite threshold.
import { base, features, outputs, trees, walkNodes, walkTrees, walkValues } from "./model";

@inline function step(nodes: usize, node: usize, row: usize, stride: usize): usize {
  const at = nodes + (node << 4), x = load<f64>(row + <usize>load<u16>(at, 12) * stride);
  return <usize>load<u32>(at, 8) + <usize>(i32(x > load<f64>(at)) | (i32(x != x) & <i32>load<u8>(at, 14)));
}
/** For a row in which nothing is missing and whose values lie side by side. */
@inline function stepWhole(nodes: usize, node: usize, row: usize): usize {
  const at = nodes + (node << 4);
  return <usize>load<u32>(at, 8) + <usize>(load<f64>(row + (<usize>load<u16>(at, 12) << 3)) > load<f64>(at));
}

/** Scores of one row to `scores`, one per output; its values lie `stride` bytes apart from `row` on. */
export function scoreRow(model: usize, row: usize, stride: usize, scores: usize): void {
  const nodes = walkNodes(model), values = walkValues(model), all = <usize>outputs(model), count = trees(model);
  memory.copy(scores, base(model), all << 3);
  const whole = stride == 8 && isWhole(row, features(model));
  let tree = walkTrees(model), output: usize = 0, t = 0;
  for (; t + 4 <= count; t += 4, tree += 32) {
    let a = <usize>load<u32>(tree), b = <usize>load<u32>(tree, 8), c = <usize>load<u32>(tree, 16), d = <usize>load<u32>(tree, 24);
    let depth = max(max(load<u32>(tree, 4), load<u32>(tree, 12)), max(load<u32>(tree, 20), load<u32>(tree, 28)));
    if (whole) {
      for (; depth > 0; depth--) {
        a = stepWhole(nodes, a, row);
        b = stepWhole(nodes, b, row);
        c = stepWhole(nodes, c, row);
        d = stepWhole(nodes, d, row);
      }
    } else {
      for (; depth > 0; depth--) {
        a = step(nodes, a, row, stride);
        b = step(nodes, b, row, stride);
        c = step(nodes, c, row, stride);
        d = step(nodes, d, row, stride);
      }
    }
    output = add(scores, output, all, values, a);
    output = add(scores, output, all, values, b);
    output = add(scores, output, all, values, c);
    output = add(scores, output, all, values, d);
  }
  for (; t < count; t++, tree += 8) {
    let a = <usize>load<u32>(tree);
    for (let depth = load<u32>(tree, 4); depth > 0; depth--) a = step(nodes, a, row, stride);
    output = add(scores, output, all, values, a);
  }
}

function isWhole(row: usize, count: i32): bool {
  let whole = true;
  for (let i = 0; i < count; i++, row += 8) whole = whole && load<f64>(row) == load<f64>(row);
  return whole;
}

/** Adds a leaf's value and returns the next tree's output. */
@inline function add(scores: usize, output: usize, all: usize, values: usize, leaf: usize): usize {
  const to = scores + (output << 3);
  store<f64>(to, load<f64>(to) + load<f64>(values + (leaf << 3)));
  return output + 1 == all ? 0 : output + 1;
}

/** Scores of `count` rows tree by tree, four rows at a time; for trees with more leaves than masks hold. */
export function scoreByWalking(model: usize, row: usize, rowStride: usize, featureStride: usize, count: i32, scores: usize): void {
  const nodes = walkNodes(model), values = walkValues(model), all = <usize>outputs(model);
  const bytes = all << 3, end = walkTrees(model) + (<usize>trees(model) << 3);
  for (let i = 0; i < count; i++) memory.copy(scores + <usize>i * bytes, base(model), bytes);
  let output: usize = 0;
  for (let tree = walkTrees(model); tree < end; tree += 8) {
    walkTree(nodes, values, tree, row, rowStride, featureStride, count, scores + (output << 3), bytes);
    output = output + 1 == all ? 0 : output + 1;
  }
}

function walkTree(nodes: usize, values: usize, tree: usize, row: usize, rowStride: usize, featureStride: usize, count: i32, to: usize, bytes: usize): void {
  const root = <usize>load<u32>(tree), levels = load<u32>(tree, 4);
  for (; count >= 4; count -= 4) {
    let a = root, b = root, c = root, d = root;
    const rowB = row + rowStride, rowC = rowB + rowStride, rowD = rowC + rowStride;
    for (let depth = levels; depth > 0; depth--) {
      a = step(nodes, a, row, featureStride);
      b = step(nodes, b, rowB, featureStride);
      c = step(nodes, c, rowC, featureStride);
      d = step(nodes, d, rowD, featureStride);
    }
    store<f64>(to, load<f64>(to) + load<f64>(values + (a << 3)));
    to += bytes;
    store<f64>(to, load<f64>(to) + load<f64>(values + (b << 3)));
    to += bytes;
    store<f64>(to, load<f64>(to) + load<f64>(values + (c << 3)));
    to += bytes;
    store<f64>(to, load<f64>(to) + load<f64>(values + (d << 3)));
    to += bytes;
    row = rowD + rowStride;
  }
  for (; count > 0; count--, row += rowStride, to += bytes) {
    let a = root;
    for (let depth = levels; depth > 0; depth--) a = step(nodes, a, row, featureStride);
    store<f64>(to, load<f64>(to) + load<f64>(values + (a << 3)));
  }
}
