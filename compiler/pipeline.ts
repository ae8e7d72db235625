// Every pass over the tensor IR, in order. Each is a pure function; the IR is verified after each.

import type { Diagnostic } from './diagnostics.ts';
import { begin } from './tensor/begin.ts';
import { type Contraction, contractions, type ContractOptions } from './tensor/contract.ts';
import { differentiate } from './tensor/differentiate.ts';
import { hoist } from './tensor/hoist.ts';
import { inline } from './tensor/inline.ts';
import type { Program } from './tensor/ir.ts';
import { order } from './tensor/order.ts';
import { prune } from './tensor/prune.ts';
import { share } from './tensor/share.ts';
import { simplify } from './tensor/simplify.ts';
import { tighten } from './tensor/tighten.ts';
import { unroll } from './tensor/unroll.ts';
import { splitWide } from './tensor/wide.ts';
import { verify } from './tensor/verify.ts';

export interface Pass {
  readonly name: string;
  readonly run: (program: Program) => { readonly program: Program; readonly diagnostics?: readonly Diagnostic[]; readonly contractions?: readonly Contraction[] };
}

const pass = (name: string, run: (program: Program) => Program): Pass => ({ name, run: program => ({ program: run(program) }) });
const contracting = (name: string, options: Partial<ContractOptions> = {}): Pass => ({ name, run: program => contractions(program, options) });
/** A product of so many operands has as many derivatives, each a product of all but one: they share the intermediate results. */
const longProduct = 8;

export const passes: readonly Pass[] = [
  pass('begin', begin),                      // first steps that others need on their own
  pass('unroll', unroll),                    // short recurrences become one equation a position
  pass('tighten', tighten),                  // letters run no further than where there are rows
  contracting('contract long products', { least: longProduct }),
  { name: 'differentiate', run: differentiate },
  pass('unroll derivatives', unroll),        // … and so do those of derivatives
  pass('simplify', simplify),
  pass('hoist', hoist),  // rows of a batch that only data decides, once for all rows
  pass('share', share),
  pass('inline', inline),                    // elementwise steps ride along with what reads them
  pass('prune', prune),
  contracting('contract pairwise'),
  pass('split wide', splitWide),             // statements that engines can plan
  pass('order', order),
];

/** The stage after which the program holds its derivatives and nothing is optimised yet. */
export const gradientStage = 'differentiate';

export interface Traced { readonly program: Program; readonly diagnostics: readonly Diagnostic[]; readonly contractions: readonly Contraction[]; readonly stages: ReadonlyMap<string, Program> }

/** The pass that makes one equation of several: left out where each is to be seen by itself. */
export const joiningPass = 'inline';

/** Runs all passes but `without`, or those up to and with `last`; `stages` holds the program after each. `pause` is called before each. */
export function runPasses(start: Program, last: string | null = null, without: string | null = null, pause: () => void = () => {}): Traced {
  let program = start;
  const diagnostics: Diagnostic[] = [];
  const chosen: Contraction[] = [];
  const stages = new Map<string, Program>();
  verify(program, 'check');
  for (const p of passes) {
    if (p.name === without) continue;
    pause();
    const result = p.run(program);
    program = result.program;
    diagnostics.push(...result.diagnostics ?? []);
    chosen.push(...result.contractions ?? []);
    verify(program, p.name);
    stages.set(p.name, program);
    if (p.name === last) break;
  }
  return { program, diagnostics, contractions: chosen, stages };
}
