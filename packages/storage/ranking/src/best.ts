export interface Scored {
  readonly id: string;
  readonly score: number;
}

/** The `limit` highest scores, best first, equal ones by id. */
export function bestScores<S extends Scored>(scored: readonly S[], limit: number): readonly S[] {
  return [...scored].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, limit);
}
