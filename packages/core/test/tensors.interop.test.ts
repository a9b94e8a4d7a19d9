import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeTensors, encodeTensors } from "@tandem/core";
import { expect, it } from "vitest";

const python = fileURLToPath(new URL("../../../.venv/bin/python", import.meta.url));
const program = `
import sys, numpy
from safetensors.numpy import load_file, save_file
tensors = load_file(sys.argv[1])
assert tensors["w"].dtype == numpy.float64 and tensors["w"].tolist() == [[1.5, -0.25], [3.0, 1e300]], tensors
assert tensors["b"].dtype == numpy.int8 and tensors["b"].tolist() == [-1, 2, 3], tensors
save_file({"there": tensors["w"].T.copy(), "ids": numpy.array([2**40], dtype=numpy.int64)}, sys.argv[2])
`;

it("exchanges tensors with Python's safetensors", () => {
  const folder = mkdtempSync(join(tmpdir(), "tandem-tensors-"));
  try {
    const [ours, theirs] = [join(folder, "ours.safetensors"), join(folder, "theirs.safetensors")];
    writeFileSync(
      ours,
      encodeTensors({
        b: { shape: [3], data: Int8Array.of(-1, 2, 3) },
        w: { shape: [2, 2], data: Float64Array.of(1.5, -0.25, 3, 1e300) },
      }),
    );
    execFileSync(python, ["-c", program, ours, theirs]);
    expect(decodeTensors(readFileSync(theirs))).toEqual({
      there: { shape: [2, 2], data: Float64Array.of(1.5, 3, -0.25, 1e300) },
      ids: { shape: [1], data: BigInt64Array.of(2n ** 40n) },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
