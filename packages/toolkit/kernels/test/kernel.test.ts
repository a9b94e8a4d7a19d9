import { Kernel, memoryOf, MOST_BYTES, Places } from "@tandem/toolkit-kernels";
import { afterEach, expect, it, vi } from "vitest";
import { sumBytes } from "./sum.generated.ts";

interface Sum {
  sum(at: number, count: number): number;
}

/** The types of node say nothing of it. */
const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: { Module(): void; Memory(): void } };

afterEach(() => void vi.restoreAllMocks());

it("runs over memory of its own, all zeros, each time anew", () => {
  const kernel = new Kernel<Sum>(sumBytes);
  const places = new Places();
  const at = places.doubles(9000);
  const [first, second] = [kernel.withMemory(places.bytes)!, kernel.withMemory(places.bytes)!];
  new Float64Array(first.memory.buffer, at, 9000).fill(0.5);
  expect(first.sum(at, 9000)).toBe(4500);
  expect(second.sum(at, 9000)).toBe(0);
});

it("is compiled at first use, and once", () => {
  const compile = vi.spyOn(wasm, "Module");
  const kernel = new Kernel<Sum>(sumBytes);
  expect(compile).not.toHaveBeenCalled();
  for (let i = 0; i < 3; i++) kernel.withMemory(100);
  expect(compile).toHaveBeenCalledOnce();
});

it("is none where WebAssembly refuses it, as where SIMD is missing or a page forbids it", () => {
  const compile = vi.spyOn(wasm, "Module").mockImplementation(function () {
    throw new SyntaxError("no SIMD");
  });
  for (const kernel of [new Kernel<Sum>(sumBytes), new Kernel<Sum>("bm8gbW9kdWxl")]) {
    expect(kernel.module).toBeUndefined();
    expect(kernel.withMemory(100)).toBeUndefined();
  }
  expect(compile).toHaveBeenCalledTimes(2);
});

it("is none over more memory than has addresses or can be had", () => {
  expect(new Kernel<Sum>(sumBytes).withMemory(MOST_BYTES + 1)).toBeUndefined();
  vi.spyOn(wasm, "Memory").mockImplementation(function () {
    throw new RangeError("no room");
  });
  expect(memoryOf(1000)).toBeUndefined();
  expect(new Kernel<Sum>(sumBytes).withMemory(1000)).toBeUndefined();
});

it("gives out places that lie apart, at multiples of 64", () => {
  const places = new Places();
  const sizes = [1, 0, 64, 65, 1000];
  const starts = sizes.map((bytes) => places.take(bytes));
  starts.forEach((start, i) => {
    expect(start % 64).toBe(0);
    expect(start).toBeGreaterThanOrEqual(i === 0 ? 1024 : starts[i - 1]! + sizes[i - 1]!);
  });
  expect(places.bytes).toBeGreaterThanOrEqual(starts.at(-1)! + 1000);
});
