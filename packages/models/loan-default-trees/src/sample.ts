import { fields } from "@tandem/toolkit-tabular";
import { z } from "zod";

/** US dollars, rates in percent, counts of accounts and inquiries. */
// prettier-ignore
export const amounts = [
  "funded_amnt", "int_rate", "annual_inc", "delinq_2yrs", "inq_last_6mths", "revol_util", "acc_now_delinq", "open_il_6m", "open_il_12m",
  "open_il_24m", "total_bal_il", "all_util", "inq_fi", "inq_last_12m", "delinq_amnt", "num_il_tl", "total_il_high_credit_limit",
] as const;
export const categories = ["term", "sub_grade", "addr_state", "verification_status", "emp_length"] as const;

/** A personal loan when it is asked for; any field may be null, none left out. */
export const Loan = z.object({
  ...fields(amounts, z.number().nullable()),
  ...fields(categories, z.string().nullable()),
});
export type Loan = z.infer<typeof Loan>;

/** Whether it is paid back; one in twenty is bad. */
export const Standing = z.enum(["good", "bad"]);
export type Standing = z.infer<typeof Standing>;
