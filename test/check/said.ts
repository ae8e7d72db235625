// What the checker makes of a program, as text: its messages, each with the text that it points at, or the elaborated program with what the
// printed equations leave out: what fills the inputs, how indices get their keys, where equations stand.

import { check } from '../../compiler/check/check.ts';
import { expand } from '../../compiler/expand/expand.ts';
import { library } from '../../compiler/generated/library.ts';
import { parse } from '../../compiler/parse/parse.ts';
import { position, type Span } from '../../compiler/source.ts';
import { always } from '../../compiler/standard.ts';
import type { Program } from '../../compiler/tensor/ir.ts';
import { printProgram } from '../../compiler/tensor/print.ts';
import { type Case, catalogOf, type Options } from './cases.ts';

const file = 'p.tsql';

export function saidOf(given: Case): string {
  const { modules = {}, ...options } = (given.options === null ? {} : JSON.parse(given.options)) as Options;
  const textOf = (name: string): string => (name === file ? given.program : modules[name] ?? library[name] ?? '');
  const place = (span: Span): string => {
    const text = textOf(span.file);
    const { line, column } = position(text, span.start);
    return `${span.file === file ? '' : `${span.file}:`}${line}:${column} \`${text.slice(span.start, span.end).replace(/\s+/g, ' ')}\``;
  };
  const parsed = parse({ file, text: given.program });
  const expanded = expand(parsed.module, modules);
  const checked = check(expanded.module, { catalog: catalogOf(given), library: always, ...(expanded.lost.size ? { lost: expanded.lost } : {}), settings: {}, steps: null, seed: null, ...options });
  const messages = [...parsed.diagnostics, ...expanded.diagnostics, ...checked.diagnostics].map(d => [
    `${d.severity}[${d.code}] ${place(d.span)} ${d.message}`, ...d.labels.map(l => `  at ${place(l.span)} ${l.text}`), ...(d.note ? [`  note: ${d.note}`] : []), ...d.hints.map(h => `  hint: ${h}`),
  ].join('\n'));
  return [...messages, ...(checked.program ? [shortened(printProgram(checked.program).trimEnd()), ...besideOf(checked.program, place)] : [])].join('\n');
}

/** The formulas of draws are long and all alike: a number stands for each, another one for another formula. */
const shortened = (text: string): string => text.replace(/ with \$1 = irem\(.*?(?= for |$)/gm, formula => ` with draw ${[...formula].reduce((h, x) => Math.imul(h ^ x.charCodeAt(0), 16_777_619) >>> 0, 2_166_136_261)}`);

const besideOf = (p: Program, place: (span: Span) => string): readonly string[] => [
  '',
  ...p.indices.flatMap(i => (i.domain.kind === 'table' ? [`keys ${i.name}: column ${i.domain.column}${i.domain.dense ? ', without gaps' : ''}${i.partOf === undefined ? '' : `, some of ${i.partOf}`}`] : [])),
  ...p.domains.map(d => `making ${d.index}: ${JSON.stringify(d.making)}`),
  ...p.inputs.map(i => `load ${i.tensor}${i.rows === undefined ? '' : `, ${i.rows} rows`}: ${JSON.stringify(i.load)}`),
  ...p.carried.map(c => `carried ${c.tensor}${c.full ? ' in every cell' : ''}`),
  ...p.definitions.flatMap(d => (d.kind === 'recurrence' ? [] : [
    `place ${d.bind} ${place(d.span)}`,
    ...(d.kind === 'equation' && d.detail !== undefined ? [`  detail ${d.detail}`] : []),
    ...(d.kind === 'equation' && d.drawn ? [`  drawn ${d.drawn.law} ${d.drawn.stream}`] : []),
    ...(d.kind === 'equation' ? d.terms.flatMap(t => (t.source === undefined ? [] : [`  clause ${t.source}`])) : []),
  ])),
  ...p.untils.map(u => `until ${u.tensor} axis ${u.axis}: ${u.condition}, last ${u.last}, ${place(u.span)}`),
  ...p.training.flatMap(t => [
    ...t.goals.map(g => `goal ${g.source} ${place(g.span)}`), ...t.reports.map(r => `report ${place(r.span)} on ${r.values.map(v => v.split).join()}`), ...(t.stop ? [`stop ${place(t.stop.span)}`] : []),
  ]),
  ...p.shows.map(s => `show ${s.label}, ${s.split ?? 'no part'}, ${place(s.span)}`),
  ...p.checks.map(k => `check ${k.label}, ${k.split ?? 'no part'}, ${place(k.span)}`),
  ...p.exports.map(e => `export ${e.tensors.map(t => t.label).join()} ${place(e.span)}`),
  ...p.notes.map(n => `note ${n.tensor}: ${n.unit ?? 'no unit'}, ${n.doc ?? 'nothing'}`),
  ...(p.forced ? [`kept in ${p.forced.layout}, as ${p.forced.name} asks ${place(p.forced.span)}`] : []),
];
