// Training curves as SVG or as a page of HTML. Pure: rows of metrics in, text out.

import { formatNumber } from './table.ts';

export interface MetricRow { readonly step: number; readonly split: string; readonly name: string; readonly value: number; /** which of several runs or trainings, where that matters */ readonly series?: string }

export interface PlotOptions { readonly title: string }

// Okabe and Ito's colours, without black and yellow: they can be told apart by everybody, on light and on dark ground.
const palette = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];
const dashes = ['', '6 3', '2 3', '8 3 2 3'];

const panel = { width: 420, height: 260, left: 64, right: 16, top: 40, bottom: 44 };
const header = 44;
const legendHeight = 22;

/** Text as the content of an element or an attribute. */
export const escapeXml = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd').replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);

/** Whether there is room for marks between two numbers: closer ones are drawn as one. */
const distinct = (lo: number, hi: number): boolean => hi - lo > Math.max(Math.abs(lo), Math.abs(hi)) * 1e-9;

/** Numbers at steps of 1, 2 or 5 times a power of ten that lie in lo..hi, about `count` of them. */
export function ticks(lo: number, hi: number, count = 5): readonly number[] {
  if (!distinct(lo, hi)) return [lo];
  const rough = (hi - lo) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(m => m * power).find(s => s >= rough * 0.999)!;
  const out: number[] = [];
  for (let k = Math.ceil(lo / step - 1e-9); k * step <= hi + step * 1e-9; k++) out.push(Number((k * step).toPrecision(12)));
  return out;
}

interface Scale { readonly lo: number; readonly hi: number; readonly log: boolean; readonly ticks: readonly number[] }

/** A linear scale with some air, or a logarithmic one for positive values over more than two powers of ten. */
function scaleOf(values: readonly number[]): Scale {
  const lo = Math.min(...values);
  const hi = Math.max(...values);
  if (lo > 0 && hi / lo > 100) {
    const from = Math.floor(Math.log10(lo));
    const to = Math.ceil(Math.log10(hi));
    const every = Math.max(1, Math.ceil((to - from) / 6));
    const marks = Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, k) => 10 ** (from + k * every));
    return { lo: 10 ** from, hi: 10 ** to, log: true, ticks: marks };
  }
  const air = distinct(lo, hi) ? (hi - lo) * 0.05 : Math.abs(lo) * 0.1 || 1;
  return { lo: lo - air, hi: hi + air, log: false, ticks: ticks(lo - air, hi + air) };
}

const along = (scale: Scale, value: number): number =>
  scale.log ? (Math.log(value) - Math.log(scale.lo)) / (Math.log(scale.hi) - Math.log(scale.lo)) : (value - scale.lo) / (scale.hi - scale.lo);

export const px = (value: number): string => String(Math.round(value * 100) / 100);
const seriesOf = (row: MetricRow): string => [row.series ?? '', row.split].filter(t => t !== '').join(' ');

/** Whether a value has a place on an axis: not nan, not infinite, nor so large that a range overflows. */
const drawable = (value: number): boolean => Math.abs(value) < 1e300;

const visible = (value: number): number => (Math.abs(value) < 1e-300 ? 0 : value);

/** The pieces of a curve between values that cannot be drawn. */
function pieces(rows: readonly MetricRow[]): readonly (readonly MetricRow[])[] {
  const out: MetricRow[][] = [[]];
  for (const row of rows) {
    if (drawable(row.value)) out.at(-1)!.push(row);
    else out.push([]);
  }
  return out.filter(p => p.length > 0);
}

/**
 * Training curves as one SVG document: a panel for each metric, a line for each split (and series), axes with round
 * numbers, a legend, title and description for screen readers. Colours suit light and dark ground.
 */
export function plotSvg(rows: readonly MetricRow[], options: PlotOptions): string {
  const names = [...new Set(rows.map(r => r.name))];
  const series = [...new Set(rows.map(seriesOf))];
  const across = Math.min(2, Math.max(1, names.length));
  const down = Math.max(1, Math.ceil(names.length / across));
  const width = across * panel.width;
  const legend = legendOf(series, width);
  const height = header + legend.height + down * panel.height;
  const panels = names.map((name, k) => {
    const x = (k % across) * panel.width;
    const y = header + legend.height + Math.floor(k / across) * panel.height;
    return `<g transform="translate(${x} ${y})">${panelOf(name, rows.filter(r => r.name === name), series)}</g>`;
  });
  const empty = names.length === 0 ? `<text class="label" x="${width / 2}" y="${header + panel.height / 2}" text-anchor="middle">no metrics were reported</text>` : '';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escapeXml(options.title)}</title>`,
    `<desc id="description">${escapeXml(describe(rows, names))}</desc>`,
    '<style>text{font:12px system-ui,sans-serif;fill:#404040}.head{font-size:16px;font-weight:600}.name{font-weight:600}.axis{stroke:#8a8a8a}.grid{stroke:#8a8a8a;opacity:.25}.curve{fill:none;stroke-width:2;stroke-linejoin:round}@media(prefers-color-scheme:dark){text{fill:#d0d0d0}}</style>',
    `<text class="head" x="16" y="28">${escapeXml(options.title)}</text>`,
    legend.text, ...panels, empty,
    '</svg>',
  ].filter(t => t !== '').join('\n') + '\n';
}

function describe(rows: readonly MetricRow[], names: readonly string[]): string {
  if (rows.length === 0) return 'No metrics were reported.';
  const parts = names.flatMap(name => [...new Set(rows.filter(r => r.name === name).map(seriesOf))].map(s => {
    const own = rows.filter(r => r.name === name && seriesOf(r) === s);
    const [first, last] = [own[0]!, own.at(-1)!];
    return `${name}${s ? ` (${s})` : ''} goes from ${formatNumber(first.value, 4)} at step ${first.step} to ${formatNumber(last.value, 4)} at step ${last.step}`;
  }));
  return `${parts.join('; ')}.`;
}

const colorOf = (k: number): string => palette[k % palette.length]!;
const dashOf = (k: number): string => dashes[Math.floor(k / palette.length) % dashes.length]!;
const strokeOf = (k: number): string => `stroke="${colorOf(k)}"${dashOf(k) ? ` stroke-dasharray="${dashOf(k)}"` : ''}`;

function legendOf(series: readonly string[], width: number): { readonly text: string; readonly height: number } {
  if (series.length < 2) return { text: '', height: 0 };
  let x = 16;
  let y = 0;
  const items = series.map((name, k) => {
    const room = 44 + name.length * 7;
    if (x > 16 && x + room > width) { x = 16; y += legendHeight; }
    const item = `<g transform="translate(${x} ${header + y})"><line x1="0" x2="22" y1="4" y2="4" stroke-width="2" ${strokeOf(k)}/><text x="28" y="8">${escapeXml(name)}</text></g>`;
    x += room;
    return item;
  });
  return { text: items.join('\n'), height: y + legendHeight };
}

function panelOf(name: string, rows: readonly MetricRow[], series: readonly string[]): string {
  // Numbers next to the smallest that exist are drawn as 0: their logarithms and differences are no longer exact.
  const values = rows.map(r => visible(r.value)).filter(drawable);
  const scale = scaleOf(values.length > 0 ? values : [0, 1]);
  const steps = rows.map(r => r.step);
  const lo = Math.min(...steps);
  const hi = Math.max(...steps);
  const innerWidth = panel.width - panel.left - panel.right;
  const innerHeight = panel.height - panel.top - panel.bottom;
  const x = (step: number): number => panel.left + (distinct(lo, hi) ? (step - lo) / (hi - lo) : 0.5) * innerWidth;
  const y = (value: number): number => panel.top + (1 - along(scale, visible(value))) * innerHeight;
  const out = [`<text class="name" x="${panel.left}" y="${panel.top - 12}">${escapeXml(name)}${scale.log ? ' (logarithmic)' : ''}</text>`];
  for (const tick of scale.ticks) {
    out.push(`<line class="grid" x1="${panel.left}" x2="${panel.width - panel.right}" y1="${px(y(tick))}" y2="${px(y(tick))}"/>`);
    out.push(`<text x="${panel.left - 8}" y="${px(y(tick) + 4)}" text-anchor="end">${formatNumber(tick, 4)}</text>`);
  }
  for (const tick of ticks(lo, hi).filter(Number.isInteger)) {
    out.push(`<line class="axis" x1="${px(x(tick))}" x2="${px(x(tick))}" y1="${panel.height - panel.bottom}" y2="${panel.height - panel.bottom + 4}"/>`);
    out.push(`<text x="${px(x(tick))}" y="${panel.height - panel.bottom + 18}" text-anchor="middle">${formatNumber(tick, 6)}</text>`);
  }
  out.push(`<path class="axis" fill="none" d="M${panel.left} ${panel.top}V${panel.height - panel.bottom}H${panel.width - panel.right}"/>`);
  out.push(`<text x="${panel.left + innerWidth / 2}" y="${panel.height - 8}" text-anchor="middle">step</text>`);
  series.forEach((s, k) => {
    const own = rows.filter(r => seriesOf(r) === s).sort((a, b) => a.step - b.step);
    for (const piece of pieces(own)) {
      if (piece.length === 1) out.push(`<circle cx="${px(x(piece[0]!.step))}" cy="${px(y(piece[0]!.value))}" r="3" fill="${colorOf(k)}"/>`);
      else out.push(`<path class="curve" ${strokeOf(k)} d="M${piece.map(r => `${px(x(r.step))} ${px(y(r.value))}`).join('L')}"/>`);
    }
  });
  return out.join('\n');
}

/** The same as a page of its own, with a table of the last values under the curves. */
export function plotHtml(rows: readonly MetricRow[], options: PlotOptions): string {
  const last = new Map<string, MetricRow>();
  for (const row of rows) {
    const id = JSON.stringify([row.name, seriesOf(row)]);
    const known = last.get(id);
    if (!known || row.step >= known.step) last.set(id, row);
  }
  const cells = [...last.values()].map(r => `<tr><td>${escapeXml(r.name)}</td><td>${escapeXml(seriesOf(r))}</td><td>${r.step}</td><td>${formatNumber(r.value)}</td></tr>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeXml(options.title)}</title>
<style>:root{color-scheme:light dark}body{font:14px system-ui,sans-serif;max-width:900px;margin:2em auto;padding:0 1em}svg{max-width:100%;height:auto}table{border-collapse:collapse}th,td{padding:.3em .8em;text-align:left;border-bottom:1px solid #8a8a8a55}td:nth-child(n+3){text-align:right;font-variant-numeric:tabular-nums}</style>
${plotSvg(rows, options)}
<table>
<caption>Last values</caption>
<tr><th>metric</th><th>split</th><th>step</th><th>value</th></tr>
${cells.join('\n')}
</table>
</html>
`;
}
