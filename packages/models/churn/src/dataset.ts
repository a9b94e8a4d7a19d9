import { defineDataset } from "@tandem/core";
import { encode, learnEncoding } from "@tandem/toolkit-tabular";
import { z } from "zod";

const amount = z.number().nullish();
const choice = z.string().nullish();

/** What the telecom company knows of a customer; usage is per billing period, plans are "yes" or "no". */
export const Customer = z.object({
  state: choice,
  account_length: amount,
  area_code: choice,
  international_plan: choice,
  voice_mail_plan: choice,
  number_vmail_messages: amount,
  total_day_minutes: amount,
  total_day_calls: amount,
  total_day_charge: amount,
  total_eve_minutes: amount,
  total_eve_calls: amount,
  total_eve_charge: amount,
  total_night_minutes: amount,
  total_night_calls: amount,
  total_night_charge: amount,
  total_intl_minutes: amount,
  total_intl_calls: amount,
  total_intl_charge: amount,
  number_customer_service_calls: amount,
});
export type Customer = z.infer<typeof Customer>;

export const Churned = z.enum(["yes", "no"]);
export type Churned = z.infer<typeof Churned>;

export const churnDataset = defineDataset<Customer, Churned>()({
  learn: (samples) =>
    learnEncoding(samples, {
      scale: [
        "account_length",
        "number_vmail_messages",
        "number_customer_service_calls",
        "total_day_minutes",
        "total_day_calls",
        "total_day_charge",
        "total_eve_minutes",
        "total_eve_calls",
        "total_eve_charge",
        "total_night_minutes",
        "total_night_calls",
        "total_night_charge",
        "total_intl_minutes",
        "total_intl_calls",
        "total_intl_charge",
      ],
      oneHot: ["state", "area_code", "international_plan", "voice_mail_plan"],
    }),
  features: (samples, encoding) => encode(samples, encoding),
});
