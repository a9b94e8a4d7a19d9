/** Where the arrays of a forest's slot lie, in bytes from its start; as assembly/forest.ts computes it. */
export interface SlotLayout {
  readonly stack: number;
  readonly features: number;
  readonly list: number;
  readonly rest: number;
  readonly values: number;
  readonly bag: number;
  readonly leaves: number;
  readonly nodes: number;
  readonly sets: number;
  readonly bytes: number;
}

export function slotOf(rows: number, features: number, drawn: number): SlotLayout {
  const eight = (bytes: number) => Math.floor(bytes / 8) * 8;
  const stack = 256;
  const order = stack + 4096;
  const list = order + Math.ceil(features / 4) * 16 + 64;
  const rest = list + drawn * 4;
  const values = rest + eight(drawn * 4 + 8);
  const bag = values + drawn * 8;
  const leaves = bag + eight(rows + 7);
  const nodes = leaves + eight(rows * 4 + 8);
  const sets = nodes + drawn * 64 + 64;
  return {
    stack,
    features: order,
    list,
    rest,
    values,
    bag,
    leaves,
    nodes,
    sets,
    bytes: Math.ceil((sets + drawn * 64 + 64) / 64) * 64,
  };
}

export const FOREST_NODE_BYTES = 32;
