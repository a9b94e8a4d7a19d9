/** Sets a field that data names: "__proto__" is a field like any other, and no prototype. */
export function setField<T>(record: Record<string, T>, field: string, value: T): void {
  if (field !== "__proto__") record[field] = value;
  else Object.defineProperty(record, field, { value, enumerable: true, writable: true, configurable: true });
}
