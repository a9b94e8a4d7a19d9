// Makes baskets.ndjson anew: node examples/data/make-baskets.mjs. The shop and its customers are made up.
import { writeFileSync } from "node:fs";

const shelves = {
  garden: "spade rake watering-can seeds compost shears hose trellis wheelbarrow pots bulbs gloves",
  kitchen: "pan knife whisk apron scale sieve grater wok kettle mortar rolling-pin cutting-board",
  bicycle: "pump lock lights bell tyre saddle chain-oil panniers bottle mudguards computer stand",
  camera: "tripod lens flash filter strap battery memory-card bag remote cleaning-kit album frame",
  music: "strings tuner metronome capo picks reeds headphones cable songbook amplifier microphone mute",
  climbing: "rope harness chalk shoes carabiner helmet quickdraws belay-device guidebook brush tape sling",
};
const topics = Object.entries(shelves).map(([topic, things]) => things.split(" ").map((thing) => `${topic}-${thing}`));
const everything = topics.flat();

/** Numerical Recipes' linear congruential generator: the same file wherever it is made. */
let state = 20_240_601;
const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
const among = (list) => list[Math.floor(random() * list.length)];
/** The first of a shelf is bought most. */
const popular = (shelf) => shelf[Math.floor(random() ** 1.6 * shelf.length)];

const lines = Array.from({ length: 1500 }, (_, i) => {
  const tastes = random() < 0.6 ? [among(topics)] : [among(topics), among(topics)];
  const size = 3 + Math.floor(random() * 9);
  const bought = new Set();
  for (let tries = 0; bought.size < size && tries < 60; tries++)
    bought.add(random() < 0.06 ? among(everything) : popular(among(tastes)));
  const wanted = [...bought].filter(() => random() < 0.25);
  const items = [...bought].filter((item) => !wanted.includes(item));
  return JSON.stringify({ id: `customer-${String(i + 1).padStart(4, "0")}`, items, wanted });
});
writeFileSync(new URL("baskets.ndjson", import.meta.url), `${lines.join("\n")}\n`);
