// What the rows of a batch have whatever the step is worked out for all rows, once: `pix[s] for s in batch` reads `pix` at rows of the batch.

import { signatures } from './equations.ts';
import { arg, at, bareLetter, type Definition, type Equation, type Program, type Recurrence, termScalars, visitScalar } from './ir.ts';
import { order } from './order.ts';

/** The program with definitions over a batch that only data decides moved to all rows. Where nothing reads a row but its own. */
export function hoist(unordered: Program): Program {
  const batches = new Map(unordered.domains.flatMap(d => (d.making.kind === 'batch' ? [[d.index, d.making.of] as const] : [])));
  if (batches.size === 0) return unordered;
  const program = order(unordered);
  const known = signatures(program);
  const data = new Set(program.inputs.map(i => i.tensor));
  // several definitions of one tensor, or of what a recurrence makes, stay where they are
  const binds = program.definitions.flatMap((d): readonly string[] => (d.kind === 'recurrence' ? d.equations.map(e => e.bind) : [d.bind]));
  const single = (bind: string): boolean => binds.indexOf(bind) === binds.lastIndexOf(bind);
  const taken = new Set([...known.keys()].map(n => n.toLowerCase()));
  /** the tensor over all rows, by the tensor over those of the batch */
  const whole = new Map<string, string>();
  const fixed = new Set<string>(data);
  let changed = false;
  const definitions = program.definitions.flatMap((e): readonly (Definition | Recurrence)[] => {
    if (e.kind !== 'equation' || !single(e.bind)) return [e];
    const moved = readingWhole(e, whole);
    const index = e.axes.map(a => a.index).find(i => batches.has(i));
    if (index === undefined) {
      if (settled(e, fixed) && !e.terms.some(t => t.letters.some(l => batches.has(l.index)))) fixed.add(e.bind);
      return [e];
    }
    if (!rowwise(moved, index, fixed)) return [e];
    const copied = copyOf(e);
    if (copied !== null) { whole.set(e.bind, whole.get(copied) ?? copied); return [e]; }
    const of = batches.get(index)!;
    const wanted = e.bind.includes('_batch') ? e.bind.replace('_batch', '_rows') : `${e.bind}_rows`;
    let name = wanted;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${wanted}_${n}`;
    taken.add(name.toLowerCase());
    whole.set(e.bind, name);
    fixed.add(name);
    changed = true;
    const all: Equation = {
      ...moved, bind: name, axes: e.axes.map(a => (a.index === index ? { ...a, index: of } : a)),
      terms: moved.terms.map(t => ({ ...t, letters: t.letters.map(l => (l.index === index ? { ...l, index: of } : l)) })),
    };
    const letters = e.axes.map(a => ({ name: a.column, index: a.index }));
    const place = letters.map(l => at(l.name));
    return [all, { ...e, reduce: 'only', terms: [{ letters, out: place, args: [{ tensor: name, at: place, optional: false }], body: arg(0), where: null, pick: null }] }];
  });
  return changed ? { ...program, definitions } : unordered;
}

/** The tensor of which an equation takes the rows of a batch and nothing else, or null. */
export function copyOf(e: Equation): string | null {
  const [term, ...more] = e.terms;
  if (e.reduce !== 'only' || !term || more.length || term.where || term.body.kind !== 'arg' || term.args.length !== 1 || term.args[0]!.optional) return null;
  const letters = term.out.map(bareLetter);
  const same = letters.every((l, k) => l !== null && letters.indexOf(l) === k && bareLetter(term.args[0]!.at[k]!) === l) && term.args[0]!.at.length === letters.length;
  return same ? term.args[0]!.tensor : null;
}

const readingWhole = (e: Equation, whole: ReadonlyMap<string, string>): Equation => ({ ...e, terms: e.terms.map(t => ({ ...t, args: t.args.map(a => (whole.has(a.tensor) ? { ...a, tensor: whole.get(a.tensor)! } : a)) })) });

/** Whether an equation reads nothing but what data decides, and neither the step nor the seed. */
const settled = (e: Equation, fixed: ReadonlySet<string>): boolean =>
  e.drawn === undefined && e.within === null && e.terms.every(t => t.args.every(a => fixed.has(a.tensor)) && termScalars(t).every(s => { let still = true; visitScalar(s, n => { if (n.kind === 'counter') still = false; }); return still; }));

/** Whether a cell of a row of the batch is decided by data of that row, or of what all rows share. */
function rowwise(e: Equation, index: string, fixed: ReadonlySet<string>): true | null {
  if (!settled(e, fixed) || e.axes.filter(a => a.index === index).length !== 1) return null;
  if (e.terms.every(t => t.args.length === 0)) return null;
  const axis = e.axes.findIndex(a => a.index === index);
  for (const t of e.terms) {
    const letters = t.letters.filter(l => l.index === index).map(l => l.name);
    const row = bareLetter(t.out[axis]!);
    if (row === null || letters.length !== 1 || letters[0] !== row) return null;
    let counted = false;
    for (const s of termScalars(t)) visitScalar(s, n => { if ((n.kind === 'size' && n.index === index) || (n.kind === 'position' && n.letter === row)) counted = true; });
    if (counted) return null;
  }
  return true;
}
