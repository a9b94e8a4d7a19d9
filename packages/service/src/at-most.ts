/**
 * Calls `work` for 0 to `count` - 1 in order, at most `atOnce` at a time. Once one failed no more begin; when those under
 * way have ended, the first failure in order is thrown, which is the one that would come of calling them one by one.
 */
export async function atMost(atOnce: number, count: number, work: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const failures: { readonly i: number; readonly error: unknown }[] = [];
  const worker = async () => {
    while (next < count && failures.length === 0) {
      const i = next++;
      try {
        await work(i);
      } catch (error) {
        failures.push({ i, error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
  const [first] = failures.sort((a, b) => a.i - b.i);
  if (first) throw first.error;
}
