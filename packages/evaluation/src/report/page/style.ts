import { COLOURS } from "../charts/theme.ts";

const light = Object.entries(COLOURS)
  .map(([name, colour]) => `--${name}:${colour};`)
  .join("");

/** The page's whole style: light and dark by the reader's setting, one column on a phone, figures unbroken on paper. */
export const STYLE = `
:root{color-scheme:light dark;${light}--paper:#fff;--panel:#f6f8fa;--line:#dde3ea}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e6ebf1;--muted:#9aa8b7;--grid:#2b3440;--first:#6cb0f5;--second:#f59a5c;--third:#4cc79d;--fourth:#cf93e6;--fifth:#e0bd4a;--sixth:#f285a8;--seventh:#a9c95a;--eighth:#58c3da;--onFirst:#0c1218;--paper:#11161c;--panel:#181f27;--line:#2b3440}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","DejaVu Sans",sans-serif;-webkit-font-smoothing:antialiased}
main{max-width:1080px;margin:0 auto;padding:3rem 1.5rem 4rem}
.eyebrow{margin:0;color:var(--muted);font-size:.8125rem;letter-spacing:.08em;text-transform:uppercase}
h1{margin:.15rem 0 .35rem;font-size:2.25rem;line-height:1.15;font-weight:650;letter-spacing:-.015em;overflow-wrap:anywhere}
h2{margin:3rem 0 .35rem;font-size:1.25rem;font-weight:620;letter-spacing:-.005em}
h3{margin:0 0 .5rem;font-size:1rem;font-weight:600}
.lead{margin:0;color:var(--muted)}
.note{margin:0 0 1rem;color:var(--muted);font-size:.9375rem;max-width:75ch}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:1rem;margin:2rem 0 0;padding:0;list-style:none}
.cards li{padding:1rem 1.15rem 1.05rem;border:1px solid var(--line);border-radius:10px;background:var(--panel)}
.cards .name{display:block;color:var(--muted);font-size:.875rem}
.cards .value{display:block;font-size:1.9rem;line-height:1.25;font-weight:620;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.cards .spread{color:var(--muted);font-size:.9375rem;font-variant-numeric:tabular-nums}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr));gap:1.25rem;margin-top:1.25rem}
figure{margin:0;padding:1.15rem 1.25rem 1.25rem;border:1px solid var(--line);border-radius:10px;break-inside:avoid}
figure svg{display:block;width:100%;height:auto;margin:0 auto}
figure.wide{grid-column:1/-1;overflow-x:auto}
figcaption{margin-top:.75rem;color:var(--muted);font-size:.875rem;line-height:1.5}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9375rem}
th,td{padding:.45rem .75rem;text-align:left;border-bottom:1px solid var(--line);vertical-align:baseline}
thead th{color:var(--muted);font-weight:500;font-size:.8125rem;vertical-align:bottom;border-bottom-color:var(--muted)}
tbody th{font-weight:500}
th:first-child,td:first-child{padding-left:0}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
thead .number{white-space:normal}
.meaning{color:var(--muted)}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,320px),1fr));gap:.85rem 2rem;margin:0}
dt{color:var(--muted);font-size:.8125rem}
dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
footer{margin-top:3.5rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--muted);font-size:.8125rem}
@media print{body{font-size:10.5pt}main{max-width:none;padding:0}.figures{grid-template-columns:1fr 1fr}.cards{grid-template-columns:repeat(4,1fr)}h2{break-after:avoid}tr,dl div,.cards li{break-inside:avoid}.scroll{overflow:visible}table{font-size:8.5pt}th,td{padding:.3rem .4rem}@page{margin:16mm}}
`;
