/** Datatypes of the Open Inference Protocol that a field can have; the numbers are little-endian in binary. */
export type Datatype = "BOOL" | "BYTES" | keyof typeof numeric;

interface NumericType {
  readonly bytes: number;
  readonly whole: boolean;
  readonly min: number;
  readonly max: number;
  read(view: DataView, at: number): number;
}

const whole = (bits: number, signed: boolean, read: NumericType["read"]): NumericType => ({
  bytes: bits / 8,
  whole: true,
  min: signed ? -(2 ** (bits - 1)) : 0,
  max: signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1,
  read,
});

export const numeric = {
  FP64: { bytes: 8, whole: false, min: -Infinity, max: Infinity, read: (view, at) => view.getFloat64(at, true) },
  FP32: { bytes: 4, whole: false, min: -Infinity, max: Infinity, read: (view, at) => view.getFloat32(at, true) },
  INT64: whole(64, true, (view, at) => Number(view.getBigInt64(at, true))),
  INT32: whole(32, true, (view, at) => view.getInt32(at, true)),
  INT16: whole(16, true, (view, at) => view.getInt16(at, true)),
  INT8: whole(8, true, (view, at) => view.getInt8(at)),
  UINT64: whole(64, false, (view, at) => Number(view.getBigUint64(at, true))),
  UINT32: whole(32, false, (view, at) => view.getUint32(at, true)),
  UINT16: whole(16, false, (view, at) => view.getUint16(at, true)),
  UINT8: whole(8, false, (view, at) => view.getUint8(at)),
} satisfies Readonly<Record<string, NumericType>>;

export const datatypes: readonly Datatype[] = ["BOOL", "BYTES", ...(Object.keys(numeric) as (keyof typeof numeric)[])];

export const isDatatype = (name: unknown): name is Datatype => (datatypes as readonly unknown[]).includes(name);

export const numericType = (datatype: Datatype): NumericType | undefined =>
  datatype === "BOOL" || datatype === "BYTES" ? undefined : numeric[datatype];
