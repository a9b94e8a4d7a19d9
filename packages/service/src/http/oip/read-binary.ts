import { numericType, type Datatype } from "./datatypes.ts";
import { badTensor } from "./tensor.ts";

/** Values of a tensor from its bytes. @throws TandemError `service/bad-tensor` */
export function readBinary(
  name: string,
  datatype: Datatype,
  size: number,
  bytes: Uint8Array,
): ArrayLike<number | boolean | string> {
  if (datatype === "BYTES") return readTexts(name, size, bytes);
  const type = numericType(datatype);
  const expected = size * (type?.bytes ?? 1);
  if (bytes.length !== expected)
    throw badTensor(name, `has ${bytes.length} bytes of data; its shape and datatype ask for ${expected}`);
  if (!type) return Array.from(bytes, (byte) => byte !== 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const value = type.read(view, i * type.bytes);
    if (type.whole ? !Number.isSafeInteger(value) : !Number.isFinite(value)) throw badNumber(name, value, i);
    values[i] = value;
  }
  return values;
}

export function badNumber(name: string, value: unknown, at: number) {
  const why =
    typeof value === "number" && Number.isFinite(value)
      ? "numbers beyond 2^53 cannot be kept exactly"
      : "give finite numbers and leave out what is missing";
  return badTensor(name, `has ${String(value)} at element ${at}; ${why}`);
}

/** Each text is a length of four bytes, little-endian, and that many bytes of UTF-8. */
function readTexts(name: string, size: number, bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (size * 4 > bytes.length) throw badTensor(name, `has ${bytes.length} bytes of data, too few for ${size} texts`);
  const texts: string[] = [];
  let at = 0;
  for (let i = 0; i < size; i++) {
    const from = at + 4;
    const to = from + (from <= bytes.length ? view.getUint32(at, true) : 0);
    if (from > bytes.length || to > bytes.length)
      throw badTensor(name, `ends within element ${i}: each text is a length of four bytes and that many bytes`);
    texts.push(utf8(name, bytes.subarray(from, to), i));
    at = to;
  }
  if (at !== bytes.length) throw badTensor(name, `has ${bytes.length - at} bytes more than its ${size} texts`);
  return texts;
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function utf8(name: string, bytes: Uint8Array, at: number): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw badTensor(name, `is not UTF-8 at element ${at}`);
  }
}
