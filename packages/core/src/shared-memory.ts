/**
 * A copy of plain data whose typed arrays lie in SharedArrayBuffers, each 8-byte aligned, so that posting it to a
 * worker thread shares the memory instead of copying it. Arrays already shared are kept. Where the platform has no
 * SharedArrayBuffer (a page that is not cross-origin isolated) the value is returned as it is and posting copies.
 */
export function shared<T>(value: T): T {
  return typeof SharedArrayBuffer === "undefined" ? value : (move(value) as T);
}

type Constructed = {
  constructor: new (buffer: SharedArrayBuffer, offset: number, length: number) => { set(from: unknown): void };
};

function move(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof SharedArrayBuffer || value instanceof DataView) return value;
    const array = value as unknown as Float64Array & Constructed;
    const made = (array instanceof Uint8Array ? Uint8Array : array.constructor) as Constructed["constructor"];
    const copy = new made(new SharedArrayBuffer(array.byteLength), 0, array.length);
    copy.set(array);
    return copy;
  }
  if (Array.isArray(value))
    return value.some((item) => typeof item === "object" && item !== null) ? value.map(move) : value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, move(item)]));
}
