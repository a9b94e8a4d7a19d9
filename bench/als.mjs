import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newRun, randomSequence } from "@tandem/core";
import { fitImplicit, implicitLoss } from "@tandem/toolkit-factorization";
import { alone, inFolder, measured, paired, startPython, withoutPeer } from "./harness/index.mjs";

const [users, items, perUser, width, iterations] = [20_000, 5_000, 50, 64, 3];

/** Implicit factorization of a million ratings, three rounds from the same beginning, on as many threads. */
export async function* measures() {
  for (const threads of [1, 2]) {
    const peer = await startPython(new URL("./als.py", import.meta.url), { needs: ["implicit"], threads });
    try {
      yield* inFolder((folder) => beside(peer, folder, threads));
    } finally {
      await peer.stop?.();
    }
  }
}

async function* beside(peer, folder, threads) {
  const { ratings, start } = problem();
  const files = { "values.f64": ratings.values, "indices.i32": ratings.indices, "offsets.i32": ratings.offsets };
  for (const [name, numbers] of Object.entries({ ...files, "users.f32": start.users, "items.f32": start.items }))
    writeFileSync(join(folder, name), numbers);
  const fit = () => fitImplicit(ratings, { factors: width, iterations, threads }, newRun(), start);
  const ours = () => void fit();
  const theirs = () => peer.call("fit", { folder, users, items, width, iterations, threads });
  const measure = `ALS, 1M ratings, ${width} factors, ${threads} ${threads === 1 ? "thread" : "threads"}`;
  const given = { measure, unit: "ms", peer: "implicit", goal: 1 };
  if (peer.missing) {
    yield withoutPeer({ ...given, ours: await alone(ours, { rounds: 3 }), reason: peer.missing });
    return;
  }
  yield measured({ ...given, ...(await paired(ours, theirs, { rounds: 5 })) });
  if (threads === 1) yield losses(fit(), folder, ratings);
}

/** Of both after the same rounds: a fast fit of a higher loss would be no fit. */
function losses(ours, folder, ratings) {
  const learned = (name) => new Float32Array(readFileSync(join(folder, name)).buffer.slice(0));
  const theirs = { ...ours, users: learned("learned-users.f32"), items: learned("learned-items.f32") };
  return measured({
    measure: `ALS loss after ${iterations} rounds`,
    unit: "mean",
    ours: implicitLoss(ours, ratings),
    theirs: implicitLoss(theirs, ratings),
    peer: "implicit",
    goal: 1.0001,
  });
}

function problem() {
  const random = randomSequence(1);
  const offsets = Int32Array.from({ length: users + 1 }, (_, user) => user * perUser);
  const indices = new Int32Array(users * perUser);
  for (let user = 0; user < users; user++) {
    const chosen = new Set();
    while (chosen.size < perUser) chosen.add(Math.floor(items * random() ** 2));
    indices.set(
      [...chosen].sort((a, b) => a - b),
      user * perUser,
    );
  }
  const values = Float64Array.from({ length: indices.length }, () => 1 + Math.floor(5 * random()));
  const factors = (count) => Float32Array.from({ length: count * width }, () => 0.01 * random());
  return {
    ratings: { rows: users, columns: items, offsets, indices, values },
    start: { users: factors(users), items: factors(items) },
  };
}
