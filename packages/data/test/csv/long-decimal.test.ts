import { expect, it } from "vitest";
import { csvSource } from "@tandem/data";
import { randomSequence } from "@tandem/core";
import { z } from "zod";

it("reads doubles written with 16 to 24 digits to the last bit, also half-way between two doubles", async () => {
  const random = randomSequence(5);
  const numbers: string[] = [];
  for (let i = 0; i < 20_000; i++) {
    const value = (random() - 0.5) * 10 ** Math.floor(random() * 12 - 4);
    numbers.push(value.toFixed(17), value.toFixed(20), value.toPrecision(17), String(value));
    const near = Math.floor(random() * 2 ** 52) + 2 ** 53; // odd ones lie half-way between two doubles
    numbers.push(
      `${BigInt(near) + 1n}`,
      `${BigInt(near) * 2n + 1n}.0`,
      `${near}.${"9".repeat(8)}`,
      `${near}1.00000001`,
    );
  }
  const file = Buffer.from(`x\n${numbers.join("\n")}\n`);
  const samples = await csvSource(file, { schema: z.object({ x: z.number() }), id: { from: "row" } }).read();
  const read = samples.column("x");
  expect(numbers.filter((text, row) => !Object.is(read[row], Number(text)))).toEqual([]);
});
