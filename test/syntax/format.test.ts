// The formatter: canonical, stable, and the same program.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../seeded.ts';
import { format } from '../../compiler/format.ts';
import { parse } from '../../compiler/parse/parse.ts';
import { tokenize } from '../../compiler/parse/tokens.ts';
import { programs, withoutSpans } from './programs.ts';

const formatted = (text: string): string => {
  const result = format({ file: 'program', text });
  assert.deepEqual(result.diagnostics, []);
  return result.text;
};

for (const source of programs) {
  test(`${source.file} keeps its meaning and its comments, and is stable`, () => {
    const text = formatted(source.text);
    assert.equal(formatted(text), text);
    assert.deepEqual(withoutSpans(parse({ file: 'a', text }).module.items), withoutSpans(parse({ file: 'a', text: source.text }).module.items));
    assert.deepEqual(tokenize(text).filter(t => t.kind === 'comment').map(t => t.text), tokenize(source.text).filter(t => t.kind === 'comment').map(t => t.text));
    assert.doesNotMatch(text, /[^\S\n]$|\r|\n\n\n/m);
    assert.ok(text === '' || (text.endsWith('\n') && !text.endsWith('\n\n') && !text.startsWith('\n')));
  });
}

for (const source of programs.filter(p => p.file.startsWith('compiler/std/'))) {
  test(`${source.file} is formatted`, () => assert.equal(formatted(source.text), source.text));
}

test('whatever the blanks, the result is the same', () => {
  // line breaks and alignment are the writer's; all other blanks are not
  const text = formatted(programs.find(p => p.file === 'definitions')!.text).replace(/ +(?=(=|:=|from|~) )/g, ' ');
  const wanted = formatted(text);
  const tokens = tokenize(text);
  const roomy = (before: string, after: string): boolean => ['(', '[', ',', '|'].includes(before) || [')', ']', ',', '(', '['].includes(after);
  fc.assert(fc.property(fc.array(fc.constantFrom('', ' ', '   ', '\t'), { minLength: 5, maxLength: 40 }), blanks => {
    const loose = tokens.map((t, i) => {
      const before = tokens[i - 1];
      const blank = blanks[i % blanks.length]!;
      if (before === undefined || t.breaks > 0) return '\n'.repeat(t.breaks) + blank + t.text;
      if (before.end === t.start) return (roomy(before.text, t.text) ? blank : '') + t.text;
      return ` ${blank}${t.text}`;
    }).join('');
    // signs that happen to stand in one column would be aligned
    assert.equal(formatted(loose).replace(/ +(?=(=|:=|from|~|--) )/g, ' '), wanted.replace(/ +(?=(=|:=|from|~|--) )/g, ' '));
  }), { numRuns: 100 });
});

const layouts: readonly (readonly [what: string, written: string, wanted: string])[] = [
  ['spaces', 'h [ s,j ]=tanh( W[ i , j ]*x[s,i]+b[ j ] )', 'h[s,j] = tanh(W[i,j] * x[s,i] + b[j])'],
  ['coordinates', 'y[t + 1, 2 * r + i] = x[ t+1,0 ] - z[end , dst[e], |i|] * v[i - j, k]', 'y[t+1, 2*r + i] = x[t+1,0] - z[end,dst[e],|i|] * v[i - j, k]'],
  ['signs', 'y = -x^ - 2- -z ^2 % 3 / 4 ?? not a!=b', 'y = -x^-2 - -z^2 % 3 / 4 ?? not a != b'],
  ['minus after minus', 'y = - - - x', 'y = - - -x'],
  ['sizes', 'index t=1 .. 12,n=| u |-1', 'index t = 1..12, n = |u| - 1'],
  ['calls and conditions', 'y = sum [i where i<j on train] ( x ) + ( if(a)then[b]else ( c ) )', 'y = sum[i where i < j on train](x) + (if (a) then [b] else (c))'],
  ['mappings', 'data y[s]:c from"a.csv"(s=row,y=columns ( 0 .. 3 ))test table t(y=2)', 'data y[s]: c from "a.csv" (s = row, y = columns(0..3)) test table t (y = 2)'],
  ['blocks on one line', 'train{minimize a using sgd( lr=0.1 )steps 20 report a every 5}', 'train { minimize a using sgd(lr = 0.1)  steps 20  report a every 5 }'],
  ['statements on one line', 'a = 1 b=2;c = 3', 'a = 1  b = 2; c = 3'],
  ['empty blocks', 'train {   }', 'train {}'],
  ['annotations', '@unit ( "K" )@doc("x")a=1\n@unit("K")\nb = 2', '@unit("K") @doc("x") a = 1\n@unit("K")\nb = 2'],
  ['goals and conditions of clauses', 'train { minimize[a]steps (2) batch s by(3) stop when [a] == 1 clip [b] }', 'train { minimize [a]  steps (2)  batch s by (3)  stop when [a] == 1  clip [b] }'],
  ['indentation', 'layer L(x) -> y {\nlet a = B\n      y =\nx +\n  1\n}\ntrain {\nminimize loss\nusing sgd\nsteps 2\n}', 'layer L(x) -> y {\n  let a = B\n  y =\n      x +\n      1\n}\ntrain {\n  minimize loss\n      using sgd\n  steps 2\n}'],
  ['brackets over lines', 'y = f(\nx,\nlr = g(\n1\n)\n)\ndata m[i,j] = [\n[1,2],\n[3,4]\n]', 'y = f(\n  x,\n  lr = g(\n    1\n  )\n)\ndata m[i,j] = [\n  [1, 2],\n  [3, 4]\n]'],
  ['blank lines', '\n\na = 1\n\n\n\nb = 2\n\nlayer L(x) -> y {\n\n\ny = x\n\n}\n\n', 'a = 1\n\nb = 2\n\nlayer L(x) -> y {\n  y = x\n}'],
  ['comments at the end of lines', 'a = 1 -- one\nbb = 22      --two\nc = 3\n\nd = 4   -- four', 'a = 1    -- one\nbb = 22  --two\nc = 3\n\nd = 4  -- four'],
  ['comments of their own', '   -- top\na = 1 +\n-- within\n2\nlayer L(x) -> y {\n-- inside\ny = x\n   -- last\n}', '-- top\na = 1 +\n    -- within\n    2\nlayer L(x) -> y {\n  -- inside\n  y = x\n  -- last\n}'],
  ['block comments', 'a = /*x*/1 /* end */\n/* two\n   lines */ b = 2', 'a = /*x*/ 1  /* end */\n/* two\n   lines */ b = 2'],
  ['aligned equals signs stay aligned', 'a    = 1\nbb   = 2\nc += 3\n\nd  = 4\nee = 5', 'a  = 1\nbb = 2\nc += 3\n\nd  = 4\nee = 5'],
  ['aligned by the end of the sign', 'deg[n]       = 1\ndeg[dst[e]] += 1', 'deg[n]       = 1\ndeg[dst[e]] += 1'],
  ['equals signs that are not aligned stay so', 'a = 1\nbb = 2', 'a = 1\nbb = 2'],
];

for (const [what, written, wanted] of layouts) {
  test(`layout of ${what}`, () => {
    assert.equal(formatted(written), `${wanted}\n`);
    assert.equal(formatted(`${wanted}\n`), `${wanted}\n`);
  });
}

test('a text with errors comes back as it was', () => {
  const text = 'a  =  1 1\n';
  const result = format({ file: 'broken', text });
  assert.equal(result.text, text);
  assert.equal(result.diagnostics.length, 1);
});

test('line ends and a byte-order mark become canonical', () => {
  assert.equal(formatted('\uFEFFa = 1 -- x\r\n\r\n\r\nb = /* a\r\n b */ 2\r\n'), 'a = 1  -- x\n\nb = /* a\n b */ 2\n');
});

test('random layouts of random programs are stable', () => {
  const word = fc.constantFrom('a = 1', 'b[i,j] = x[t+1, i]', 'c += f(a, lr = 2)', '-- note', '/* block */', '\n', '\n', '\n\n\n', '  ', 'layer L(x) -> y {', 'y = x', '}', 'train {', 'steps 2', 'show a', 'd =', '@u', ';');
  let seen = 0;
  fc.assert(fc.property(fc.array(word, { maxLength: 14 }), words => {
    const text = words.join(' ').replaceAll(/(-- note)(?! *\n)/g, '$1\n');
    const once = format({ file: 'random', text });
    if (once.diagnostics.length) return;
    seen++;
    assert.equal(formatted(once.text), once.text, text);
  }), { numRuns: 1200 });
  assert.ok(seen > 80, String(seen));
});
