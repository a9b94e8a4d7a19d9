/** TextEncoder and TextDecoder exist on every platform core runs on; restated because core compiles without DOM and node types. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (label?: string, options?: { fatal?: boolean }) => { decode(bytes: Uint8Array): string };

export function utf8Bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
/** @throws TypeError where the bytes are not UTF-8. */
export function utf8Text(bytes: Uint8Array): string {
  const shared = typeof SharedArrayBuffer !== "undefined" && bytes.buffer instanceof SharedArrayBuffer;
  return new TextDecoder("utf-8", { fatal: true }).decode(shared ? new Uint8Array(bytes) : bytes);
}
