// Programs that several tests use.

import { arg, call, type Program } from '../../compiler/tensor/ir.ts';
import { Builder, term } from '../calculus/build.ts';

/** A net of `depth` layers l between levels n, units u and v. */
export const net = (depth: number): Builder =>
  new Builder({ l: depth, n: depth + 1, s: 3, u: 4, v: 4 })
    .input('x[s,u]').input('W[l,u,v]').input('b[l,v]')
    .define('a[n,s,u]', 'only', [term('x[s,u]', arg(0), { out: '0,s,u' }), term('z[l,s,u]', call('tanh', arg(0)), { out: 'l+1,s,u' })])
    .define('z_1[l,s,v]', 'sum', term('W[l,u,v] a[l,s,u]', call('mul', arg(0), arg(1))))
    .define('z[l,s,v]', 'only', term('z_1[l,s,v] b[l,v]', call('add', arg(0), arg(1))));

/** The program with nothing but these tensors wanted. */
export function showing(b: Builder, ...tensors: readonly string[]): Program {
  const program = b.program();
  return { ...program, shows: program.shows.filter(s => tensors.includes(s.tensor)) };
}
