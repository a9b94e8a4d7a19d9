const DOT =
  /<path transform="translate\(([-\d.e]+),([-\d.e]+)\)" d="M([\d.]+),0A\3,\3,0,1,1,-\3,0A\3,\3,0,1,1,\3,0" fill="([^"]*)" stroke-width="2" opacity="([\d.]+)"\/>/g;
/** At least ten dots that differ in nothing but their place. */
const RUN =
  /(?:<path transform="translate\([-\d.e,]+\)"( d="M[\d.]+,0A[-\d.,A]+" fill="[^"]*" stroke-width="2" opacity="[\d.]+"\/>))(?:<path transform="translate\([-\d.e,]+\)"\1){9,}/g;

/**
 * Vega writes every dot of a scatter plot as a path of two arcs with all its attributes. Runs of equal dots become
 * circles in a group that says what they share: a fifth of the bytes, the same picture.
 */
export function lighterDots(svg: string): string {
  return svg.replaceAll(RUN, (run) => {
    const [[, , , , fill, opacity]] = [...run.matchAll(DOT)] as [RegExpMatchArray];
    const circles = run.replaceAll(
      DOT,
      (_, x: string, y: string, radius: string) => `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}"/>`,
    );
    return `<g fill="${fill}" fill-opacity="${opacity}">${circles}</g>`;
  });
}

const short = (value: string) => String(Math.round(Number(value) * 10) / 10);
