import { defineDataset } from "@tandem/core";
import { encode, fields, learnEncoding } from "@tandem/toolkit-tabular";
import { z } from "zod";

/** Per billing period: messages, minutes, calls and charges; `account_length` in months. */
// prettier-ignore
const amounts = [
  "account_length", "number_vmail_messages", "number_customer_service_calls", "total_day_minutes", "total_day_calls",
  "total_day_charge", "total_eve_minutes", "total_eve_calls", "total_eve_charge", "total_night_minutes", "total_night_calls",
  "total_night_charge", "total_intl_minutes", "total_intl_calls", "total_intl_charge",
] as const;
/** Plans are "yes" or "no". */
const categories = ["state", "area_code", "international_plan", "voice_mail_plan"] as const;

/** What the telecom company knows of a customer; any field may be null, none left out. */
export const Customer = z.object({
  ...fields(amounts, z.number().nullable()),
  ...fields(categories, z.string().nullable()),
});
export type Customer = z.infer<typeof Customer>;

export const Churned = z.enum(["yes", "no"]);
export type Churned = z.infer<typeof Churned>;

export const churnDataset = defineDataset<Customer, Churned>()({
  learn: (samples) => learnEncoding(samples, { scale: amounts, oneHot: categories }),
  features: (samples, encoding) => encode(samples, encoding),
});
