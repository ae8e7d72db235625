// A two-layer net with its step worked out by hand: forward, softmax cross-entropy, backward, gradient descent.

import { noSpan } from '../../compiler/source.ts';
import { type Carried, type Equation, type Program, computed, key } from '../../compiler/tensor/ir.ts';
import { add, arg, call, data, equation, goal, letter, mul, number, program, range, read, sub, term } from './program.ts';

const carried = (tensor: string, init: Equation): Carried => ({ tensor, axes: init.axes, role: 'parameter', label: tensor, init, full: true, span: noSpan });

/** Weights that break the symmetry, without random numbers. */
const wave = (tensor: string, axes: readonly string[], scale: number): Equation =>
  equation(tensor, axes, 'only', [term(axes, [], mul(number(scale), call('sin', axes.map(a => call('add', letter(a), number(1))).reduce((a, b) => add(mul(number(3), a), b)))))]);

/** The net on s examples of i inputs, j hidden units and c classes. */
export function mlp(s: number, i: number, j: number, c: number, more: Partial<Program> = {}): Program {
  const cells = Array.from({ length: s * i }, (_, k) => [[Math.floor(k / i), k % i], Math.sin(k * 1.7)] as const);
  const digits = Array.from({ length: s }, (_, k) => [[k], (k * 7) % c] as const);
  const update = (p: string, ...k: string[]): Equation => equation(p, k, 'only', [term(k, [read(p, ...k), read(`g_${p}`, ...k)], sub(arg(0), mul(number(0.5), arg(1))))], { source: `${p} := ${p} - 0.5 * g_${p}` });
  const definitions = [
    equation('z1', ['s', 'j'], 'sum', [term(['s', 'j'], [read('W', 'i', 'j'), read('x', 's', 'i')], mul(arg(0), arg(1)))], { source: 'z1[s,j] = W[i,j] * x[s,i]' }),
    equation('h', ['s', 'j'], 'only', [term(['s', 'j'], [read('z1', 's', 'j'), read('b', 'j')], call('tanh', add(arg(0), arg(1))))], { source: 'h[s,j] = tanh(z1[s,j] + b[j])' }),
    equation('z2', ['s', 'c'], 'sum', [term(['s', 'c'], [read('V', 'j', 'c'), read('h', 's', 'j')], mul(arg(0), arg(1)))], { source: 'z2[s,c] = V[j,c] * h[s,j]' }),
    equation('logit', ['s', 'c'], 'only', [term(['s', 'c'], [read('z2', 's', 'c'), read('d', 'c')], add(arg(0), arg(1)))], { source: 'logit[s,c] = z2[s,c] + d[c]' }),
    equation('top', ['s'], 'max', [term(['s'], [read('logit', 's', 'c')], arg(0))], { source: 'top[s] = max[c](logit[s,c])' }),
    equation('e', ['s', 'c'], 'only', [term(['s', 'c'], [read('logit', 's', 'c'), read('top', 's')], call('exp', sub(arg(0), arg(1))))], { source: 'e[s,c] = exp(logit[s,c] - top[s])' }),
    equation('total', ['s'], 'sum', [term(['s'], [read('e', 's', 'c')], arg(0))], { source: 'total[s] = sum[c](e[s,c])' }),
    equation('each', ['s'], 'only', [term(['s'], [read('digit', 's'), read('logit', 's', computed(arg(0))), read('top', 's'), read('total', 's')], sub(add(arg(2), call('log', arg(3))), arg(1)))], { source: 'each[s] = top[s] + log(total[s]) - logit[s, digit[s]]' }),
    equation('loss', [], 'mean', [term([], [read('each', 's')], arg(0))], { source: 'loss = mean[s](each[s])' }),
    equation('guess', ['s'], 'argmax', [term(['s'], [read('logit', 's', 'c')], arg(0), { pick: letter('c') })], { type: key('c'), source: 'guess[s] = argmax[c](logit[s,c])' }),
    equation('acc', [], 'mean', [term([], [read('guess', 's'), read('digit', 's')], call('iverson', call('eq', arg(0), arg(1))))], { source: 'acc = mean[s]([guess[s] == digit[s]])' }),
    equation('g_logit', ['s', 'c'], 'only', [term(['s', 'c'], [read('e', 's', 'c'), read('total', 's'), read('digit', 's')], call('div', sub(call('div', arg(0), arg(1)), call('iverson', call('eq', letter('c'), arg(2)))), number(s)))], { source: 'grad(loss, logit[s,c])' }),
    equation('g_V', ['j', 'c'], 'sum', [term(['j', 'c'], [read('g_logit', 's', 'c'), read('h', 's', 'j')], mul(arg(0), arg(1)))], { source: 'grad(loss, V[j,c])' }),
    equation('g_d', ['c'], 'sum', [term(['c'], [read('g_logit', 's', 'c')], arg(0))], { source: 'grad(loss, d[c])' }),
    equation('g_h', ['s', 'j'], 'sum', [term(['s', 'j'], [read('g_logit', 's', 'c'), read('V', 'j', 'c')], mul(arg(0), arg(1)))], { source: 'grad(loss, h[s,j])' }),
    equation('g_z1', ['s', 'j'], 'only', [term(['s', 'j'], [read('g_h', 's', 'j'), read('h', 's', 'j')], mul(arg(0), sub(number(1), mul(arg(1), arg(1)))))], { source: 'grad(loss, z1[s,j])' }),
    equation('g_W', ['i', 'j'], 'sum', [term(['i', 'j'], [read('g_z1', 's', 'j'), read('x', 's', 'i')], mul(arg(0), arg(1)))], { source: 'grad(loss, W[i,j])' }),
    equation('g_b', ['j'], 'sum', [term(['j'], [read('g_z1', 's', 'j')], arg(0))], { source: 'grad(loss, b[j])' }),
  ];
  const values = [{ name: 'loss', tensor: 'loss', split: '' }, { name: 'acc', tensor: 'acc', split: '' }];
  return program(
    [range('s', s), range('i', i), range('j', j), range('c', c)],
    [data('x', ['s', 'i'], cells, { full: true }), data('digit', ['s'], digits, { full: true, type: key('c') })],
    definitions,
    {
      carried: [carried('W', wave('W', ['i', 'j'], 0.5)), carried('b', wave('b', ['j'], 0)), carried('V', wave('V', ['j', 'c'], 0.4)), carried('d', wave('d', ['c'], 0))],
      training: [{
        name: null, goals: [goal('loss', [update('W', 'i', 'j'), update('b', 'j'), update('V', 'j', 'c'), update('d', 'c')])], length: { count: 6, unit: 'steps' }, batch: null, seed: 0,
        reports: [{ values, every: { count: 10, unit: 'steps' }, span: noSpan }], stop: null, span: noSpan,
      }],
      shows: [{ label: 'acc', tensor: 'acc', split: null, span: noSpan }],
      ...more,
    },
  );
}
