import { newRun } from "@tandem/core";
import { testCodec } from "@tandem/testkit";
import { fitClassifierNetwork, fitRegressorNetwork, network, networkCodec, type Network } from "@tandem/toolkit-neural";
import { afterAll } from "vitest";
import { signs, small } from "./data.ts";

const data = signs(60);
const dated = { ...data, labels: Float64Array.from({ length: 60 }, (_, row) => 1.6e12 + row) };
const classifier = await fitClassifierNetwork(network({ ...small, epochs: 1 }), data, newRun());
const regressor = await fitRegressorNetwork(network({ layers: () => [], epochs: 1 }), dated, newRun(), {
  loss: "huber",
});
const networks = [classifier, regressor] as unknown as readonly Network[];
afterAll(() => networks.forEach((each) => each.dispose()));

const bits = ({ buffer }: Float32Array) => Array.from(new Uint32Array(buffer));
const known = (each: Network) =>
  JSON.stringify([each.topology, each.head, each.weights().map(({ shape, data }) => [shape, bits(data)])]);

testCodec("networks", networkCodec(), networks, {
  compare: (a, b) => (known(a) === known(b) ? undefined : "layers, meaning or bits of the weights differ"),
});
