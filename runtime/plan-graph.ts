// A plan as a graph: statements in layers by what they read and write, as large and as dark as the time they take. Pure: statements in, SVG out.

import { timeText } from '../compiler/cost/table.ts';
import type { PhaseCost, PhaseKind, PlanCost } from '../compiler/index.ts';
import type { PlanStatement } from '../compiler/plan.ts';
import { escapeXml, px } from './plot.ts';

/** A statement with what it takes: measured, or else as expected. */
export interface Node { readonly statement: PlanStatement; readonly phase: PhaseKind; readonly milliseconds: number; /** of the time of its phase */ readonly share: number; readonly anchor: string }

interface Placed extends Node { readonly x: number; readonly y: number; readonly height: number }
interface Edge { readonly from: number; readonly to: number; readonly table: string }

const box = { width: 168, least: 34, most: 84, across: 72, down: 14, margin: 16 };
const strokes: Readonly<Record<PhaseKind, string>> = { load: '#56b4e9', setup: '#0072b2', epoch: '#cc79a7', begin: '#cc79a7', step: '#d55e00', report: '#009e73', stop: '#009e73', keep: '#8a8a8a', final: '#e69f00' };

/** The statements of all phases as nodes, in order. `took`: the milliseconds that one takes. */
export function nodesOf(phases: readonly PhaseCost[], took: (s: PlanCost) => number): readonly Node[] {
  return phases.flatMap(p => {
    const all = p.statements.reduce((n, s) => n + took(s), 0);
    return p.statements.map(s => ({ statement: s.statement, phase: p.kind, milliseconds: took(s), share: all > 0 ? took(s) / all : 0, anchor: `s-${encodeURIComponent(s.statement.id).replaceAll('%', '.')}` }));
  });
}

/** The tables that a statement reads and writes; those of a loop are what its body reads from outside, and all that it writes. */
export function tablesOf(s: PlanStatement): { readonly reads: readonly string[]; readonly writes: readonly string[] } {
  if (s.kind === 'execute') return s;
  const body = s.body.map(tablesOf);
  const writes = [...new Set(body.flatMap(b => b.writes))];
  return { reads: [...new Set(body.flatMap(b => b.reads))].filter(r => !writes.includes(r)), writes };
}

/** Which statement made what another reads: the last one before it that wrote the table. */
export function edgesOf(nodes: readonly Node[]): readonly Edge[] {
  const latest = new Map<string, number>();
  const edges: Edge[] = [];
  nodes.forEach(({ statement }, to) => {
    const { reads, writes } = tablesOf(statement);
    for (const table of reads) {
      const from = latest.get(table.toLowerCase());
      if (from !== undefined) edges.push({ from, to, table });
    }
    for (const table of writes) latest.set(table.toLowerCase(), to);
  });
  return edges;
}

/** The graph as one SVG element; a node links to the row of its statement. */
export function planGraph(nodes: readonly Node[], title: string): string {
  const edges = edgesOf(nodes);
  const layer: number[] = [];
  nodes.forEach((_, k) => { layer[k] = edges.filter(e => e.to === k).reduce((n, e) => Math.max(n, layer[e.from]! + 1), 0); });
  const heights = nodes.map(n => Math.round(box.least + (box.most - box.least) * Math.sqrt(n.share)));
  const filled: number[] = [];
  const placed = nodes.map((n, k): Placed => {
    const at = layer[k]!;
    const y = filled[at] ?? box.margin;
    filled[at] = y + heights[k]! + box.down;
    return { ...n, x: box.margin + at * (box.width + box.across), y, height: heights[k]! };
  });
  const width = Math.max(0, ...placed.map(p => p.x + box.width)) + box.margin;
  const height = Math.max(0, ...placed.map(p => p.y + p.height)) + box.margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="graph-title">`,
    `<title id="graph-title">${escapeXml(title)}</title>`,
    ...edges.map(e => edge(placed[e.from]!, placed[e.to]!, e.table)),
    ...placed.map(node),
    '</svg>',
  ].join('\n');
}

function edge(from: Placed, to: Placed, table: string): string {
  const [x1, y1, x2, y2] = [from.x + box.width, from.y + from.height / 2, to.x, to.y + to.height / 2];
  const bend = Math.max(box.across / 2, (x2 - x1) / 3);
  return `<path class="edge" d="M${px(x1)} ${px(y1)}C${px(x1 + bend)} ${px(y1)} ${px(x2 - bend)} ${px(y2)} ${px(x2)} ${px(y2)}"><title>${escapeXml(table)}</title></path>`;
}

const shortened = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

function node(p: Placed): string {
  const { writes } = tablesOf(p.statement);
  const label = writes.length > 0 ? writes.join(', ') : p.statement.id;
  const text = (y: number, content: string, kind: string): string => `<text class="${kind}" x="${px(p.x + 8)}" y="${px(y)}">${escapeXml(content)}</text>`;
  return [
    `<a href="#${p.anchor}"><g><title>${escapeXml(`${p.statement.id}: ${p.statement.comment}`)}</title>`,
    `<rect x="${px(p.x)}" y="${px(p.y)}" width="${box.width}" height="${px(p.height)}" rx="5" fill="#d55e00" fill-opacity="${(0.06 + 0.7 * p.share).toFixed(2)}" stroke="${strokes[p.phase]}" stroke-width="2"/>`,
    text(p.y + 14, shortened(label, 24), 'name'),
    text(p.y + 28, shortened(`${p.statement.id} · ${timeText(p.milliseconds)}`, 28), 'about'),
    '</g></a>',
  ].join('');
}

/** What the colours of the edges of nodes mean. */
export const phaseColours = (phases: readonly PhaseKind[]): readonly (readonly [PhaseKind, string])[] => phases.map(p => [p, strokes[p]]);
