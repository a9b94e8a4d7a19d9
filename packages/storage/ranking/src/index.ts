export { bestScores, type Scored } from "./best.ts";
export { cosine, vectorOf } from "./vectors.ts";
export { collectionOf, relevance, wordsOf, type Collection, type Worded } from "./words.ts";
