export { addMoments } from "./moments";
export { addRows, scoreRows } from "./rows";
export { logisticPass } from "./logistic";
export { distancesToPanel, timesPanel } from "./panels";
