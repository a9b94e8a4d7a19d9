import { TextDecoder } from "node:util";
import { TandemError } from "@tandem/core";
import type { ByteReader } from "../bytes.ts";

/** The same text in UTF-8, whatever it is encoded in. */
export function transcoded(reader: ByteReader, encoding = "utf-8", source: string): ByteReader {
  if (/^utf-?8$/i.test(encoding)) return reader;
  const decoder = decoderOf(encoding, source);
  const encoded = new Uint8Array(1 << 16);
  let ready: Uint8Array = new Uint8Array(0);
  let done = false;
  return {
    async read(into) {
      while (ready.length === 0 && !done) {
        const read = await reader.read(encoded);
        done = read === 0;
        ready = Buffer.from(decoder.decode(encoded.subarray(0, read), { stream: !done }));
      }
      const length = Math.min(into.length, ready.length);
      into.set(ready.subarray(0, length));
      ready = ready.subarray(length);
      return length;
    },
    close: () => reader.close(),
  };
}

function decoderOf(encoding: string, source: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch (cause) {
    throw new TandemError(
      "data/bad-options",
      {
        source,
        option: "encoding",
        reason: `"${encoding}" is not known: give utf-8, utf-16le, latin1, windows-1252 ...`,
      },
      { cause },
    );
  }
}
