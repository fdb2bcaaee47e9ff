/**
 * The style sheet of every report. The light values are the ones that print; text has a contrast of at least 4.5:1 on
 * every surface in both schemes, which the tests measure from these very custom properties.
 */
const light = {
  page: '#f5f6f8',
  card: '#ffffff',
  ink: '#1b1f24',
  muted: '#545d68',
  line: '#dde1e7',
  hover: '#f0f3f7',
  accent: '#1f5fa8',
  good: '#17692f',
  attention: '#855600',
  bad: '#b3261e',
  'good-soft': '#e4f4e8',
  'attention-soft': '#fcf1d8',
  'bad-soft': '#fdeae8',
  'neutral-soft': '#eaedf1',
  bar: '#8fb6e0',
  shade: '#c9d0d9',
};

const dark: typeof light = {
  page: '#0d1117',
  card: '#151a21',
  ink: '#e8ecf1',
  muted: '#a3adb8',
  line: '#2a313b',
  hover: '#1c232d',
  accent: '#7db4f3',
  good: '#63cf80',
  attention: '#e3b050',
  bad: '#ff938a',
  'good-soft': '#12301b',
  'attention-soft': '#35270b',
  'bad-soft': '#3d1a18',
  'neutral-soft': '#262d37',
  bar: '#4a7fb8',
  shade: '#3a4452',
};

/** The colours of both schemes, by name. */
export const schemes = { light, dark } as const;

const properties = (colours: typeof light): string =>
  Object.entries(colours)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');

const rules = `
*{box-sizing:border-box}
html{color-scheme:light dark;scroll-behavior:smooth;scroll-padding-top:24px;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;font-variant-numeric:tabular-nums}
a{color:var(--accent);text-underline-offset:2px}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.87em}
code{overflow-wrap:break-word}
h1,h2,h3,p,dl{margin:0}
.skip{position:absolute;left:-9999px;top:0;background:var(--card);padding:8px 16px;z-index:2}
.skip:focus{left:16px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.top{background:var(--card);border-bottom:1px solid var(--line)}
.top>div{max-width:1280px;margin:0 auto;padding:36px 32px 28px}
.kind{color:var(--muted);font-size:13px;font-weight:600;letter-spacing:.04em;text-transform:uppercase}
h1{font-size:32px;line-height:1.2;letter-spacing:-.015em;margin-top:4px;overflow-wrap:anywhere}
.subtitle{font-size:17px;margin-top:10px;max-width:76ch}
.made{color:var(--muted);font-size:13px;margin-top:14px}
.frame{max-width:1280px;margin:0 auto;padding:28px 32px 64px;display:grid;grid-template-columns:200px minmax(0,1fr);gap:40px}
nav{position:sticky;top:28px;align-self:start;max-height:calc(100vh - 56px);overflow-y:auto;font-size:14px}
nav ol{list-style:none;margin:0;padding:0;border-left:1px solid var(--line)}
nav a{display:block;padding:5px 14px;margin-left:-1px;border-left:2px solid transparent;color:var(--muted);text-decoration:none}
nav a:hover{color:var(--ink);border-left-color:var(--accent)}
main{display:grid;gap:40px;min-width:0}
section{display:grid;gap:16px;min-width:0}
section>header{display:grid;gap:4px}
h2{font-size:21px;line-height:1.3;letter-spacing:-.01em}
h3{font-size:15px;line-height:1.4}
.summary{color:var(--muted);max-width:80ch}
.text{max-width:80ch;display:grid;gap:12px}
.note-block{color:var(--muted);font-size:13px;max-width:100ch}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(176px,1fr));gap:12px}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px;display:grid;gap:2px;align-content:start;min-width:0}
.card.good,.card.attention,.card.bad{border-top:3px solid;padding-top:12px}
.card.good{border-top-color:var(--good)}
.card.attention{border-top-color:var(--attention)}
.card.bad{border-top-color:var(--bad)}
.card dt{color:var(--muted);font-size:13px}
.card dd{margin:0}
.card .value{font-size:26px;font-weight:650;line-height:1.25;letter-spacing:-.015em;overflow-wrap:anywhere}
.card .note{color:var(--muted);font-size:13px;overflow-wrap:anywhere}
.sign{font-weight:700;margin-right:5px}
.good .sign{color:var(--good)}
.attention .sign{color:var(--attention)}
.bad .sign{color:var(--bad)}
.panel{background:var(--card);border:1px solid var(--line);border-radius:10px;min-width:0;overflow:hidden}
.panel.narrow{max-width:720px}
.panel>h3{padding:12px 16px 0}
.panel>h3+.scroll{margin-top:8px}
.scroll{overflow-x:auto;background:linear-gradient(90deg,var(--card) 30%,transparent) 0 0/32px 100% no-repeat local,linear-gradient(270deg,var(--card) 30%,transparent) 100% 0/32px 100% no-repeat local,linear-gradient(90deg,var(--shade),transparent) 0 0/12px 100% no-repeat scroll,linear-gradient(270deg,var(--shade),transparent) 100% 0/12px 100% no-repeat scroll}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{padding:8px 12px;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
th:first-child,td:first-child{padding-left:16px}
th:last-child,td:last-child{padding-right:16px}
thead th{border-top:0;color:var(--muted);font-size:12.5px;font-weight:600;white-space:nowrap;vertical-align:bottom}
tbody tr:hover{background:var(--hover)}
.number{text-align:right;white-space:nowrap}
.long{min-width:240px}
td.code{min-width:150px}
.share{white-space:nowrap;min-width:120px}
.share>span{display:inline-block;width:3.6em;text-align:right;margin-right:8px}
.share>i{display:inline-block;height:8px;width:calc(var(--share)*90px);min-width:1px;border-radius:2px;background:var(--bar)}
.chip{display:inline-block;border-radius:999px;padding:0 9px;font-size:12.5px;font-weight:600;line-height:21px;white-space:nowrap;background:var(--neutral-soft);color:var(--ink)}
.chip.bad{background:var(--bad-soft);color:var(--bad)}
.chip.attention{background:var(--attention-soft);color:var(--attention)}
.chip.good{background:var(--good-soft);color:var(--good)}
details>summary{cursor:pointer;padding:10px 16px;color:var(--accent);font-size:14px;border-top:1px solid var(--line)}
details[open]>summary{border-bottom:1px solid var(--line)}
.rest{color:var(--muted);font-size:13px;padding:10px 16px;border-top:1px solid var(--line)}
.none{color:var(--muted);padding:14px 16px}
.facts{display:grid;grid-template-columns:minmax(120px,max-content) minmax(0,1fr);gap:6px 20px;padding:14px 16px;margin:0;font-size:14px}
.facts dt{color:var(--muted)}
.facts dd{margin:0;overflow-wrap:anywhere}
.list{margin:0;padding:12px 16px 12px 34px;display:grid;gap:6px;overflow-wrap:anywhere}
pre{margin:0;padding:14px 16px;overflow-x:auto}
.charts{columns:400px 2;column-gap:16px}
.charts>figure{break-inside:avoid;margin-bottom:16px}
figure{margin:0}
figure img{display:block;width:100%;height:auto;max-width:720px;margin:0 auto}
figcaption{color:var(--muted);font-size:13px;padding:12px 16px}
footer{color:var(--muted);font-size:13px;border-top:1px solid var(--line);padding-top:16px}
@media (max-width:900px){
.frame{grid-template-columns:minmax(0,1fr);gap:24px;padding:0 16px 48px}
.top>div{padding:24px 16px 20px}
h1{font-size:26px}
.subtitle{font-size:16px}
nav{position:static;max-height:none;overflow-x:auto;margin:0 -16px;padding:14px 16px 0}
nav ol{display:flex;gap:8px;border-left:0;width:max-content}
nav a{margin:0;padding:4px 12px;border:1px solid var(--line);border-radius:999px;background:var(--card)}
nav a:hover{border-color:var(--accent)}
main{gap:32px}
.cards{grid-template-columns:repeat(auto-fill,minmax(148px,1fr));gap:10px}
.card .value{font-size:22px}
.long{min-width:200px}
}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{
body{font-size:11pt;background:#fff}
.top>div,.frame{padding-left:0;padding-right:0;max-width:none}
.frame{display:block}
nav,.skip{display:none}
main,section{display:block}
section>*{margin-bottom:12pt}
section{margin-bottom:20pt}
.charts{columns:2}
.cards,figure,tr{break-inside:avoid}
h2,h3,thead{break-after:avoid}
.share>i,.chip,.card{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.scroll{overflow:visible}
details>summary{color:var(--muted);list-style:none}
figure>details:not([open]){display:none}
a{color:inherit;text-decoration:none}
}
`;

export const pageStyle = [
  `:root{${properties(light)}}`,
  `@media (prefers-color-scheme:dark){:root{${properties(dark)}}}`,
  `@media print{:root{${properties(light)}}}`,
  rules.trim(),
].join('\n');
