import { fields } from "@tandem/toolkit-tabular";
import { z } from "zod";

/** Measures of a house in Ames, Iowa: feet, square feet, counts, years; `Mo_Sold` is the month of the sale. */
// prettier-ignore
export const numbers = [
  "Lot_Frontage", "Lot_Area", "Longitude", "Latitude", // the ground
  "Year_Built", "Year_Remod_Add", "Mo_Sold", "Year_Sold", // when
  "First_Flr_SF", "Second_Flr_SF", "Gr_Liv_Area", "TotRms_AbvGrd", "Bedroom_AbvGr", "Kitchen_AbvGr", "Fireplaces", // inside
  "Total_Bsmt_SF", "BsmtFin_SF_1", "BsmtFin_SF_2", "Bsmt_Unf_SF", // below
  "Bsmt_Full_Bath", "Bsmt_Half_Bath", "Full_Bath", "Half_Bath", // baths
  "Garage_Cars", "Garage_Area", "Mas_Vnr_Area", "Wood_Deck_SF", "Open_Porch_SF", "Enclosed_Porch", "Three_season_porch", // around
  "Screen_Porch", "Pool_Area", "Misc_Val",
] as const;

/** Its kinds and grades, in the assessor's words. */
// prettier-ignore
export const categories = [
  "MS_SubClass", "MS_Zoning", "Bldg_Type", "House_Style", "Neighborhood", "Condition_1", "Condition_2", // what and where
  "Street", "Alley", "Lot_Shape", "Land_Contour", "Lot_Config", "Land_Slope", "Paved_Drive", "Fence", "Pool_QC", "Misc_Feature", // the ground
  "Overall_Cond", "Roof_Style", "Roof_Matl", "Exterior_1st", "Exterior_2nd", "Mas_Vnr_Type", "Exter_Cond", "Foundation", // the house
  "Bsmt_Cond", "Bsmt_Exposure", "BsmtFin_Type_1", "BsmtFin_Type_2", "Garage_Type", "Garage_Finish", "Garage_Cond",
  "Utilities", "Heating", "Heating_QC", "Central_Air", "Electrical", "Functional", // inside
  "Sale_Type", "Sale_Condition", // the sale
] as const;

/** A house as it is sold; any field may be null, none left out. */
export const House = z.object({
  ...fields(numbers, z.number().nullable()),
  ...fields(categories, z.string().nullable()),
});
export type House = z.infer<typeof House>;

/** What it sold for, in US dollars. */
export const Price = z.number().positive();
