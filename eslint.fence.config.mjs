import tseslint from "typescript-eslint";
import { fenceRules } from "./scripts/fence/lint-rules.mjs";

/** Only the fence, and no comment can switch it off. `npm run fence` uses it. */
export default [
  { ignores: ["**/dist/**", "**/node_modules/**"] },
  {
    files: ["**/*.ts"],
    languageOptions: { parser: tseslint.parser },
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "off" },
  },
  ...fenceRules,
];
