/** SHA-256 (FIPS 180-4), in steps. */
export interface Hash {
  update(bytes: Uint8Array): Hash;
  /** Lower-case hex; the hash cannot be used afterwards. */
  digest(): string;
}

/** Native where the platform has node's crypto, otherwise in plain TypeScript (about 40 times slower). */
export function createSha256(): Hash {
  return nativeHash?.() ?? plainSha256();
}

export function sha256(bytes: Uint8Array): string {
  return createSha256().update(bytes).digest();
}

export function concatBytes(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

interface NodeHash {
  update(bytes: Uint8Array): NodeHash;
  digest(encoding: "hex"): string;
}
interface NodeLike {
  readonly process?: { getBuiltinModule?(name: string): { createHash(algorithm: string): NodeHash } | undefined };
}

/** Asked of the running platform rather than imported, so that this module loads in a browser and in any bundler. */
const nativeHash = (() => {
  const crypto = (globalThis as unknown as NodeLike).process?.getBuiltinModule?.("node:crypto");
  if (!crypto) return undefined;
  return (): Hash => {
    const hash = crypto.createHash("sha256");
    const wrapped: Hash = { update: (bytes) => (hash.update(bytes), wrapped), digest: () => hash.digest("hex") };
    return wrapped;
  };
})();

const primes = (() => {
  const found: number[] = [];
  for (let n = 2; found.length < 64; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
})();
const fraction = (value: number) => ((value - Math.floor(value)) * 2 ** 32) | 0;
const INITIAL = Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)));
const ROUND = Int32Array.from(primes, (p) => fraction(Math.cbrt(p)));

export function plainSha256(): Hash {
  const state = INITIAL.slice();
  const words = new Int32Array(64);
  const block = new Uint8Array(64);
  let filled = 0;
  let total = 0;

  const compress = (bytes: Uint8Array, at: number) => {
    for (let i = 0; i < 16; i++, at += 4)
      words[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
    for (let i = 16; i < 64; i++) {
      const x = words[i - 15]!;
      const y = words[i - 2]!;
      const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
      const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
      words[i] = (words[i - 16]! + s0 + words[i - 7]! + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i]! + words[i]!) | 0;
      const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] = (state[i]! + value) | 0));
  };

  const hash: Hash = {
    update(bytes) {
      total += bytes.length;
      let at = 0;
      while (at < bytes.length) {
        if (filled === 0 && bytes.length - at >= 64) {
          compress(bytes, at);
          at += 64;
          continue;
        }
        block[filled++] = bytes[at++]!;
        if (filled === 64) {
          compress(block, 0);
          filled = 0;
        }
      }
      return hash;
    },
    digest() {
      const bits = total * 8;
      block[filled++] = 0x80;
      if (filled > 56) {
        block.fill(0, filled);
        compress(block, 0);
        filled = 0;
      }
      block.fill(0, filled);
      const view = new DataView(block.buffer);
      view.setUint32(56, Math.floor(bits / 2 ** 32));
      view.setUint32(60, bits >>> 0);
      compress(block, 0);
      return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
    },
  };
  return hash;
}

function rotate(x: number, by: number): number {
  return (x >>> by) | (x << (32 - by));
}
