import { defineEndpoint } from "@tandem/core";
import { loggedInput } from "@tandem/service";
import { expect, it } from "vitest";
import { z } from "zod";

const secret = { sensitive: true };
const Person = z.object({
  name: z.string().meta(secret),
  age: z.number(),
  cards: z.array(z.object({ number: z.string().meta(secret), kind: z.string() })),
  contact: z.union([z.object({ mail: z.string().meta(secret) }), z.object({ phone: z.string() })]).nullish(),
  notes: z.record(z.string(), z.string().meta(secret)),
});
const endpoint = defineEndpoint({ name: "person", input: Person, output: z.object({}) });

it("hides what the schema declares sensitive, however deep, and keeps the rest", () => {
  const value = {
    name: "Ann",
    age: 3,
    cards: [{ number: "4111", kind: "visa" }],
    contact: { mail: "a@b.c" },
    notes: { first: "private" },
    more: "kept",
  };
  expect(loggedInput(endpoint, value)).toEqual({
    name: "[redacted]",
    age: 3,
    cards: [{ number: "[redacted]", kind: "visa" }],
    contact: { mail: "[redacted]" },
    notes: { first: "[redacted]" },
    more: "kept",
  });
  expect(value.name).toBe("Ann");
});

it("finds what a JSON Schema says by patterns, conditions and references", () => {
  const hidden = { type: "string", writeOnly: true };
  const json = {
    type: "object",
    properties: { kind: { type: "string" }, owner: { $ref: "#/$defs/a~1b%20c" } },
    patternProperties: { "^secret-": hidden },
    if: { properties: { kind: { const: "person" } } },
    then: { properties: { phone: hidden } },
    else: { properties: { number: hidden } },
    $defs: { "a/b c": hidden },
  };
  const schema = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value: unknown) => ({ value }),
      jsonSchema: { input: () => json, output: () => json },
    },
  } as const;
  const patterned = defineEndpoint({ name: "patterned", input: schema, output: z.object({}) });
  const value = { kind: "person", owner: "Ann", "secret-code": "1", phone: "2", number: "3", more: "kept" };
  expect(loggedInput(patterned, value)).toEqual({
    kind: "person",
    owner: "[redacted]",
    "secret-code": "[redacted]",
    phone: "[redacted]",
    number: "[redacted]",
    more: "kept",
  });
});

it("takes values of other shapes than declared", () => {
  expect(loggedInput(endpoint, { name: { first: "Ann" }, cards: "4111", age: null })).toEqual({
    name: "[redacted]",
    cards: "4111",
    age: null,
  });
  expect(loggedInput(endpoint, null)).toBe(null);
});

it("hides everything where the schema cannot say what it holds", () => {
  const dated = defineEndpoint({ name: "dated", input: z.object({ born: z.date() }), output: z.object({}) });
  expect(loggedInput(dated, { born: "1990" })).toBe("[redacted]");
});
