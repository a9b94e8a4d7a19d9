// Generated from assembly/ by npm run build:kernels: do not edit.
export const sumBytes = [
  "AGFzbQEAAAABBwFgAn9/AXwCDwEDZW52Bm1lbW9yeQIAAQMCAQAHEAIDc3VtAAAGbWVtb3J5AgAKMAEuAQF8IAAgAUEDdGohAQNAIAAgAUkEQCAC",
  "IAArAwCgIQIgAEEIaiEADAELCyACCw==",
].join("");
