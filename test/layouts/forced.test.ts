// @layout: a tensor that is to be kept in one way keeps its training in it, unless the command line says otherwise.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, format, type LayoutChoice } from '../../compiler/index.ts';
import { ran } from '../features/program.ts';

const net = (annotation: string, rows = 2000): string => `
index s = ${rows}, i = 20, j = 10
x[s,i] = sin(s + i)
${annotation}
param W[i,j] ~ normal(0, 1)
loss = mean[s](sum[j](tanh(W[i,j] * x[s,i]))^2)
train { minimize loss using sgd(lr = 0.01)  steps 3 }
show W[i,j]
`;
const layoutOf = (annotation: string, layout?: LayoutChoice) => {
  const { plan, diagnostics } = compile({ file: 'net.tsql', text: net(annotation) }, layout === undefined ? {} : { layout });
  assert.deepEqual(diagnostics, []);
  return plan!.training[0]!.layout;
};

test('coo keeps a training in rows that would run over lists, and says so with the line', () => {
  assert.equal(layoutOf('', 'auto').name, 'tiles');
  assert.deepEqual(layoutOf('@layout(coo)', 'auto'), { name: 'coo', declined: 'W is kept in rows: @layout(coo), line 4' });
  assert.match(compile({ file: 'net.tsql', text: net('@layout(coo)') }, { layout: 'auto' }).explain(), /W is kept in rows: @layout\(coo\), line 4/);
});

test('another layout is taken where nothing is asked for, and the command line goes before', () => {
  assert.equal(layoutOf('').name, 'coo');
  assert.equal(layoutOf('@layout(tiles)').name, 'tiles');
  assert.equal(layoutOf('@layout(tiles)', 'auto').name, 'tiles');
  assert.equal(layoutOf('@layout(tiles)', 'coo').name, 'coo');
  assert.equal(layoutOf('@layout(coo)', 'tiles').name, 'tiles');
});

test('the numbers are the same, and fmt keeps it', async () => {
  for (const name of ['coo', 'tiles']) await ran(net(`@layout(${name}) @dtype(f64)`, 70), { layout: 'auto' });
  assert.match(format({ file: 'net.tsql', text: net('@layout( coo )') }).text, /^@layout\(coo\)$/m);
});
