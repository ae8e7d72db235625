import { error } from '../diagnostics.ts';
import type { Recurrence } from '../tensor/ir.ts';
import type { Unit } from './fuse.ts';
import type { Lowering } from './lower/equation.ts';
export function loopUnit(r: Recurrence, _l: Lowering, _kept: ReadonlySet<string>): Unit { throw error('not-supported', r.span, 'loops'); }
