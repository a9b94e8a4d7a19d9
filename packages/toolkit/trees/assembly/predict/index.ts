export { scoreByMasks } from "./masks";
export { scoreByWalking, scoreRow } from "./walk";
