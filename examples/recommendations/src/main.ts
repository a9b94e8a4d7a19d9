import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { copyOfProject, serve, tandem } from "./project.ts";
import { KEPT } from "./recommend.ts";

interface Advice {
  readonly items: readonly string[];
  readonly from: "kept" | "model";
}

const check = (held: boolean, what: string) => {
  if (!held) throw new Error(`expected ${what}`);
};
const folder = copyOfProject();
try {
  const trained = await tandem(folder, "train", "recommender");
  console.log(`1. ${trained.split("\n")[0]}`);
  const written = await tandem(folder, "predict", "recommender", "--kv", KEPT);
  check(written.startsWith("Wrote 1500 predictions"), "a value for each customer");
  console.log(`2. ${written.trimEnd()}`);

  const { url, stop } = await serve(folder);
  const ask = async (customer: string, basket: readonly string[]): Promise<Advice> => {
    const reply = await fetch(`${url}/endpoints/recommend`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ customer, basket }),
    });
    if (!reply.ok) throw new Error(await reply.text());
    return (await reply.json()) as Advice;
  };
  try {
    console.log("3. POST /endpoints/recommend");
    const usual = await ask("customer-0002", []);
    const [best, next] = usual.items;
    console.log(`  ${usual.items.join(", ")} (${usual.from})`);
    check(usual.from === "kept" && best !== undefined, "what the batch kept");

    const then = await ask("customer-0002", [best!]);
    console.log(`  with ${best} in the basket: ${then.items.join(", ")} (${then.from})`);
    check(
      !then.items.includes(best!) && then.items[0] === next,
      "what is bought already to go, the next to come first",
    );

    const stranger = await ask("nobody yet", ["kitchen-pan", "kitchen-knife"]);
    console.log(`  somebody new with a pan and a knife: ${stranger.items.join(", ")} (${stranger.from})`);
    check(stranger.from === "model" && stranger.items[0]!.startsWith("kitchen-"), "the model to know a cook");
  } finally {
    await stop();
  }
} finally {
  rmSync(dirname(folder), { recursive: true, force: true });
}
