// The page that `tsql explain --html` writes: the plan as a graph, what each statement takes, and its SQL. It needs nothing but itself.

import { totalOf } from '../compiler/cost/plan.ts';
import { bytesText, countText, type Measurements, timeText } from '../compiler/cost/table.ts';
import type { PhaseCost, PlanCost } from '../compiler/index.ts';
import { position, type Source } from '../compiler/source.ts';
import type { Compilation } from './compile.ts';
import { type Node, nodesOf, phaseColours, planGraph } from './plan-graph.ts';
import { escapeXml } from './plot.ts';
import type { PlanStatement } from '../compiler/plan.ts';

const style = ':root{color-scheme:light dark}body{font:14px system-ui,sans-serif;margin:2em;max-width:120em}.graph{overflow:auto;border:1px solid #8a8a8a55;max-height:80vh}svg text{font:11px system-ui,sans-serif;fill:currentColor}svg .name{font-weight:600}svg .edge{fill:none;stroke:#8a8a8a;stroke-opacity:.6}table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:600;padding:1.2em 0 .4em}th,td{padding:.25em .7em;text-align:left;border-bottom:1px solid #8a8a8a55;vertical-align:top}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.bar{background:#d55e00;height:.5em;min-width:1px}pre{overflow:auto;max-height:30em;margin:.4em 0}.key span{display:inline-block;width:.8em;height:.8em;border:2px solid;margin:0 .3em 0 1em}tr:target{outline:2px solid #0072b2}';

/** The plan of a program as a page of HTML. Everything that comes from the program is escaped. */
export function planPage(compilation: Compilation, source: Source, measured: Measurements | null): string {
  const plan = compilation.plan!;
  const phases = compilation.costs();
  const took = (s: PlanCost): number => measured?.get(s.statement.id)?.milliseconds ?? s.milliseconds;
  const nodes = nodesOf(phases, took);
  const title = `The plan of ${source.file}`;
  const layouts = plan.training.map(t => `<p>layout${t.name === null ? '' : ` of ${escapeXml(t.name)}`}: ${t.layout.name}${t.layout.declined === null ? '' : ` (not tiles: ${escapeXml(t.layout.declined)})`}</p>`);
  const colours = phaseColours([...new Set(phases.map(p => p.kind))]).map(([kind, colour]) => `<span style="border-color:${colour}"></span>${kind}`);
  const byId = new Map(nodes.map(n => [n.statement, n]));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width"/>
<title>${escapeXml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeXml(title)}</h1>
<p>A statement stands to the right of those whose tables it reads; the longer it takes, the larger and darker it is within its phase. Times are ${measured ? 'measured' : 'expected'}, on one thread.</p>
${layouts.join('\n')}
<p class="key">${colours.join('')}</p>
<div class="graph">
${planGraph(nodes, title)}
</div>
${phases.map(p => table(p, measured, source, took, s => byId.get(s)!)).join('\n')}
</body>
</html>
`;
}

function table(phase: PhaseCost, measured: Measurements | null, source: Source, took: (s: PlanCost) => number, nodeOf: (s: PlanStatement) => Node): string {
  const total = totalOf(phase.statements);
  const cell = (text: string): string => `<td class="n">${text}</td>`;
  const rows = phase.statements.map(s => {
    const m = measured?.get(s.statement.id);
    const node = nodeOf(s.statement);
    const guessed = s.cost.guessed ? '~' : '';
    const { span } = s.statement;
    const line = span.file === source.file ? `line ${position(source.text, span.start).line}` : span.file;
    return [
      `<tr id="${node.anchor}"><td>${escapeXml(s.statement.id)}</td><td>${s.layout}</td>`,
      cell(`${guessed}${countText(s.cost.rows)}`), ...(measured ? [cell(typeof m?.rows === 'number' ? countText(m.rows) : '')] : []),
      cell(`${guessed}${bytesText(s.cost.bytes)}`), ...(measured ? [cell(typeof m?.bytes === 'number' ? bytesText(m.bytes) : '')] : []),
      cell(`${guessed}${countText(s.cost.work.multiplyAdd)}`), cell(`${guessed}${timeText(s.milliseconds)}`), ...(measured ? [cell(m ? timeText(m.milliseconds) : '')] : []),
      `<td><div class="bar" style="width:${Math.round(100 * node.share)}px"></div></td>`,
      `<td><details><summary>${escapeXml(s.statement.comment)} <small>(${escapeXml(line)})</small></summary><pre>${escapeXml(sqlOf(s.statement))}</pre></details></td></tr>`,
    ].join('');
  });
  const also = measured ? '<th class="n">measured</th>' : '';
  return `<table>
<caption>${escapeXml(phase.title)}: ${timeText(phase.statements.reduce((n, s) => n + took(s), 0))}${measured ? `, ${timeText(total.milliseconds)} expected` : ''}</caption>
<thead><tr><th>statement</th><th>layout</th><th class="n">rows</th>${also}<th class="n">size</th>${also}<th class="n">multiply-adds</th><th class="n">time</th>${also}<th></th><th>serves</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`;
}

const sqlOf = (s: PlanStatement): string =>
  s.kind === 'execute' ? s.sql : `for ${s.counter} = ${s.from} .. ${s.to}${s.step < 0 ? ' down' : ''}\n\n${s.body.map(sqlOf).join(';\n\n')}`;
