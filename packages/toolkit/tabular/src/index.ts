import "./errors.ts";

export { fields } from "./fields.ts";
export { learnEncoding, type Block, type Encoding } from "./encoding.ts";
export { columnNames, encode, encodeSparse } from "./encoder.ts";
export type { BooleanKeys, DateKeys, EncodingSpec, FieldGroup, Fields } from "./spec.ts";
export type { Imputation, Scaling } from "./numeric-summary.ts";
export type { NumberBlock, NumberOptions, PassthroughOptions } from "./numbers.ts";
export type { RareOptions } from "./categories.ts";
export type { OneHotBlock, OneHotOptions } from "./one-hot.ts";
export type { OrdinalBlock, OrdinalOptions } from "./ordinal.ts";
export type { DateBlock, DateOptions, ElapsedUnit } from "./dates.ts";
export type { CyclicPart, DatePart } from "./date-parts.ts";
export type { TextBlock, TextOptions } from "./text.ts";
export { termsOf, type WordOptions } from "./words.ts";
