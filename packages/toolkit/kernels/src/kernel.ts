import { memoryOf } from "./memory.ts";
import { bytesOfBase64, wasm, type KernelMemory, type WasmModule } from "./platform.ts";

export type KernelWithMemory<Exports> = Exports & { readonly memory: KernelMemory };

/** Functions compiled to WebAssembly that import their memory as `env.memory`. They are compiled once, at first use. */
export class Kernel<Exports extends object> {
  readonly #base64: string;
  /** Undefined until it has been tried. */
  #compiled: { readonly module: WasmModule | undefined } | undefined;

  constructor(base64: string) {
    this.#base64 = base64;
  }

  /** Undefined where WebAssembly, SIMD or what else the kernel needs is missing, or forbidden as by a page's policy. */
  get module(): WasmModule | undefined {
    this.#compiled ??= { module: compile(this.#base64) };
    return this.#compiled.module;
  }

  /** The functions over at least `bytes` zeros of their own; undefined where they do not run or there is no room. */
  withMemory(bytes: number): KernelWithMemory<Exports> | undefined {
    const memory = this.module && memoryOf(bytes);
    return memory && { ...this.over(memory), memory };
  }

  /** The functions over a memory. To be called where the kernel has a module. */
  over(memory: KernelMemory): Exports {
    return new wasm!.Instance(this.module!, { env: { memory, abort() {} } }).exports as Exports;
  }
}

function compile(base64: string): WasmModule | undefined {
  try {
    return wasm && new wasm.Module(bytesOfBase64(base64));
  } catch {
    return undefined;
  }
}
