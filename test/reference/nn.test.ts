// Every layer and function of std/nn against NumPy (nn.py): what it gives and the derivatives of that by its parameters and arguments, of
// the SQL and of the evaluator; and what its parameters start from.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parse } from '../../compiler/parse/parse.ts';
import { cells, close, type Expected, ran } from '../features/program.ts';

interface Case {
  readonly use: string;
  readonly letters: string;
  readonly settings: string;
  readonly sizes: string;
  /** with values of their own, and for a key the index that it is of; or by formula */
  readonly arguments: readonly { readonly name: string; readonly axes: readonly string[]; readonly type: string; readonly values: readonly unknown[] | null }[];
  readonly parameters: readonly { readonly name: string; readonly axes: readonly string[]; readonly start: Expected }[];
  readonly out: readonly string[];
  readonly y: Expected;
  readonly slopes: Readonly<Record<string, Expected>>;
}

const cases = JSON.parse(readFileSync(path.join(import.meta.dirname, 'nn.json'), 'utf8')) as readonly Case[];
const library = readFileSync(path.join(import.meta.dirname, '../../compiler/std/nn.tsql'), 'utf8');
const { items } = parse({ file: 'nn.tsql', text: library }).module;

const brackets = (axes: readonly string[]): string => (axes.length ? `[${axes.join(',')}]` : '');

/** The place of a cell: row by row, the last axis first. */
const place = (axes: readonly string[]): string => axes.map((a, k) => [`int(${a})`, ...axes.slice(k + 1).map(b => `|${b.replace(/'/g, '')}|`)].join(' * ')).join(' + ') || '0';

/** The library with parameters that start from formulas, which leave no two cells alike. */
const formulas = items.flatMap(i => (i.kind === 'layer' ? [i.items.flatMap(p => (p.kind === 'param' ? [p] : []))] : [])).flatMap(params => params.map((p, k) => ({ p, k })))
  .reverse().reduce((text, { p, k }) => `${text.slice(0, p.tensor.span.end)} = 0.5 * sin(${2 + k} + 0.7 * (${place((p.tensor.axes ?? []).map(a => library.slice(a.span.start, a.span.end)))}))${text.slice(p.span.end)}`, library);

/** A program that uses it once, as `net`. */
function program({ use, letters, settings, sizes, arguments: given, out }: Case, from: string): string {
  const isLayer = items.some(i => i.kind === 'layer' && i.name.text === use);
  const args = given.map(a => `${a.name}${brackets(a.axes)}`).join(', ');
  return `import ${use} from "${from}"
index ${sizes}
${given.map((a, k) => (a.values ? `data ${a.name}${brackets(a.axes)}${a.type && `: ${a.type}`} = ${JSON.stringify(a.values)}` : `${a.name}${brackets(a.axes)} = sin(${1 + k} + 0.7 * (${place(a.axes)}))`)).join('\n')}
${isLayer ? `let net = ${use}[${letters}]${settings && `(${settings})`}\n` : ''}y${brackets(out)} = ${isLayer ? `net(${args})` : `${use}[${letters}](${args}${settings && `, ${settings}`})`}
`;
}

for (const one of cases) {
  const label = `${one.use}${one.settings && `(${one.settings})`}`;
  const slopes = [...one.arguments.map(a => ({ ...a, by: a.name })), ...one.parameters.map(p => ({ ...p, by: `net.${p.name}` }))]
    .flatMap(({ name, by, axes }) => (one.slopes[name] === undefined ? [] : [{ slope: `slope_${name.replace('.', '_')}${brackets(axes)}`, by: `${by}${brackets(axes)}`, expected: one.slopes[name] }]));

  test(`${label} and its derivatives are NumPy's`, async () => {
    const text = `${program(one, 'nn.tsql')}total = sum[${one.out.join(',')}](y${brackets(one.out)} * cos(0.3 + 0.9 * (${place(one.out)})))
${slopes.map(s => `${s.slope} = grad(total, ${s.by})`).join('\n')}
show y${brackets(one.out)}${slopes.map(s => `, ${s.slope}`).join('')}
`;
    await ran(text, { files: { 'nn.tsql': formulas } }, ({ shows }) => {
      close(shows.get(`y${brackets(one.out)}`), one.y, label);
      for (const s of slopes) close(shows.get(s.slope), s.expected, s.slope);
    });
  });

  if (one.parameters.length > 0) {
    test(`${label} starts from what NumPy starts it from`, async () => {
      const shown = one.parameters.map(p => ({ label: `net.${p.name}${brackets(p.axes)}`, start: p.start }));
      await ran(`${program(one, 'std/nn')}show ${shown.map(s => s.label).join(', ')}\n`, {}, ({ shows }) => shown.forEach(s => close(shows.get(s.label), s.start, s.label)));
    });
  }
}

test('every layer and function of std/nn, and every parameter of one, is in nn.py', () => {
  for (const item of items) {
    assert.ok(item.kind === 'layer' || item.kind === 'fn', item.kind);
    const found = cases.filter(c => c.use === item.name.text);
    assert.ok(found.length > 0, item.name.text);
    for (const { parameters, slopes } of found) {
      const own: readonly string[] = item.kind === 'layer' ? item.items.flatMap(i => (i.kind === 'param' ? [i.tensor.name.text] : [])) : [];
      assert.deepEqual(parameters.map(p => p.name).filter(n => !n.includes('.')), own);
      for (const { name } of parameters) assert.ok([...cells(slopes[name]!).values()].some(v => v !== 0), `${item.name.text} does not depend on ${name}`);
    }
  }
});
