import { defineDataset, type Samples } from "@tandem/core";
import { frameOf, samplesFromFrame, withColumns, withoutMissing, type Frame } from "@tandem/toolkit-frame";
import { encode, learnEncoding } from "@tandem/toolkit-tabular";
import { categories, numbers, type House } from "./sample.ts";

const derived = ["Age", "Total_SF", "Relative_Area"] as const;
type DerivedHouse = House & Record<(typeof derived)[number], number | null>;
/** Mean living area by neighbourhood. */
type Areas = Readonly<Record<string, number>>;

export const housePriceDataset = defineDataset<House, number>()({
  learn: async (samples) => {
    const frame = await housesOf(samples);
    const areas = meanAreas(frame);
    const spec = { scale: [...numbers, ...derived], oneHot: categories };
    return { areas, encoding: learnEncoding(derive(samples, frame, areas), spec) };
  },
  features: async (samples, { areas, encoding }) => encode(derive(samples, await housesOf(samples), areas), encoding),
});

function housesOf(samples: Samples<House>): Promise<Frame> {
  return frameOf(samples, { fields: [...numbers, ...categories] });
}

function meanAreas(houses: Frame): Areas {
  const known = withoutMissing(houses, ["Neighborhood", "Gr_Liv_Area"]);
  if (known.shape[0] === 0) return {};
  const means = known.groupby(["Neighborhood"]).col(["Gr_Liv_Area"]).mean();
  return Object.fromEntries(means.values as [string, number][]);
}

/** The houses with their age at the sale, their whole area, and their size beside the neighbours'. */
function derive(samples: Samples<House>, houses: Frame, areas: Areas): Samples<DerivedHouse> {
  const column = (name: keyof House) => houses.column(name);
  const usual = (column("Neighborhood").values as (string | null)[]).map((name) => areas[name ?? ""] ?? NaN);
  const whole = withColumns(houses, {
    Age: column("Year_Sold").sub(column("Year_Built")),
    Total_SF: column("Gr_Liv_Area").add(column("Total_Bsmt_SF")),
    Relative_Area: column("Gr_Liv_Area").div(usual),
  });
  return samplesFromFrame<DerivedHouse>(whole, { ids: samples.ids });
}
