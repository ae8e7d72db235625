// How an equation is computed over packed tensors: which letter of each term lies in columns, and whether the result's values do.

import { bareLetter, type Equation, type Letter, type Program, type Term } from '../../tensor/ir.ts';
import { keysOf } from '../../cost/statements.ts';
import { inColumns, type Lanes, mentions, type Packed, scalarMentions, togetherAlong } from './axes.ts';
import { landsApart } from './rows.ts';

export interface Mode {
  /** the lanes of the result, where its terms yield them; null: they yield cells */
  readonly result: Lanes | null;
  /** by term, its letter in columns */
  readonly letters: readonly (string | null)[];
  /** each combination of the letters that are left is a row of the result */
  readonly rowwise: boolean;
  /** combinations of those letters, and columns of values in each */
  readonly work: readonly { readonly combinations: number; readonly lanes: number }[];
}

/** The price of a cell that is made and then packed, in those of a value of a combination. */
const repacked = 6;
/** What a lane costs, in those of a combination. */
const perLane = 0.2;

/** Decides for an equation of a step. */
export function modeOf(e: Equation, program: Program, packed: Packed): Mode {
  const keys = (index: string): number => keysOf(program, index).keys;
  const own = packed.lanes.get(e.bind) ?? null;
  const combinations = (t: Term, letter: string | null): number => t.letters.reduce((n, l) => (l.name === letter ? n : n * keys(l.index)), 1);
  const sized = (t: Term, letter: string | null): number => (letter === null ? 1 : keys(t.letters.find(l => l.name === letter)!.index));
  const cost = (letters: readonly (string | null)[]): number => e.terms.reduce((sum, t, k) => sum + combinations(t, letters[k]!) * (1 + perLane * sized(t, letters[k]!)), 0);
  const made = (result: Lanes | null, letters: readonly (string | null)[]): Mode => ({ result, letters, rowwise: rowwise(e, letters), work: e.terms.map((t, k) => ({ combinations: combinations(t, letters[k]!), lanes: sized(t, letters[k]!) })) });

  const added = e.terms.map(t => best(t.letters.filter(l => e.reduce === 'sum' && !t.out.some(c => mentions(c, l.name)) && allInColumns(t, l, packed, true) && togetherAlong(t, l.name)).map(l => l.name), l => -sized(t, l)));
  const cells = made(null, added);
  if (!own) return cells;
  const apart = e.terms.map(t => bareLetter(t.out[own.axis]!));
  if (!e.terms.every((t, k) => apart[k] !== null && allInColumns(t, t.letters.find(l => l.name === apart[k])!, packed, false))) return cells;
  const cellsMade = e.axes.reduce((n, a) => n * keys(a.index), 1);
  return cost(apart) <= cost(added) + repacked * cellsMade ? made(own, apart) : cells;
}

const best = (candidates: readonly string[], by: (l: string) => number): string | null => [...candidates].sort((a, b) => by(a) - by(b))[0] ?? null;

/** Whether whatever a term reads at a letter has it in columns. `some`: at least one argument does. */
function allInColumns(t: Term, letter: Letter, packed: Packed, some: boolean): boolean {
  const reading = t.args.filter(a => a.at.some(c => mentions(c, letter.name)));
  return (reading.length > 0 || !some) && reading.every(a => inColumns(a, letter, packed) !== null) && !(t.where && scalarMentions(t.where, letter.name));
}

function rowwise(e: Equation, letters: readonly (string | null)[]): boolean {
  if (e.terms.length !== 1 || e.within !== null || !['only', 'sum', 'prod', 'max', 'min'].includes(e.reduce) || e.axes.length === 0) return false;
  return landsApart(e.terms[0]!, e.terms[0]!.letters.map(l => l.name).filter(l => l !== letters[0]));
}
