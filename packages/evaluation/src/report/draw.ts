import type { ChartSpec } from "./report.ts";

/** Draws a chart to SVG without a browser; Vega is imported on the first call. */
export async function drawChart(spec: ChartSpec): Promise<string> {
  const [vega, lite] = await Promise.all([import("vega"), import("vega-lite")]);
  const compiled = lite.compile(spec as unknown as Parameters<typeof lite.compile>[0], { logger: silent() }).spec;
  const view = new vega.View(vega.parse(compiled), {
    renderer: "none",
    logger: silent(),
    loader: vega.loader({ target: "_blank" }),
  });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** A logger that says nothing: charts are made by us, and a program's output is not the place for a plot's warnings. */
function silent() {
  const self = { level: () => self, error: () => self, warn: () => self, info: () => self, debug: () => self };
  return self as never;
}
