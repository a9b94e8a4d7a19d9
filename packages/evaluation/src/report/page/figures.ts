import { COLOURS } from "../charts/theme.ts";
import { drawChart } from "../draw.ts";
import type { Chart } from "../report.ts";
import { lighterDots } from "./lighter-dots.ts";
import { escaped, markup, raw, type Markup } from "./markup.ts";

/** The chart as a figure that scales with the page and takes its colours from it. */
export async function figure({ id, title, caption, alt, wide, spec }: Chart): Promise<Markup> {
  const svg = lighterDots(themed(await drawChart(spec))).replace(
    /^<svg [^>]*viewBox="([^"]*)"[^>]*>/,
    (_, box: string) => {
      const [, , width] = box.split(" ");
      return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" style="max-width:${Math.round(Number(width) * 1.15)}px" role="img" aria-label="${escaped(alt)}">`;
    },
  );
  return markup`<figure id="${id}"${raw(wide ? ' class="wide"' : "")}><h3>${title}</h3>${raw(svg)}<figcaption>${caption}</figcaption></figure>
`;
}

/** Each colour of the charts' theme becomes the page's variable of that name, so that dark pages get light ink. */
function themed(svg: string): string {
  return Object.entries(COLOURS).reduce(
    (text, [name, colour]) => text.replaceAll(`"${colour}"`, `"var(--${name}, ${colour})"`),
    svg,
  );
}
