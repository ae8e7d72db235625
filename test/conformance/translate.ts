// An einsum call in NumPy's string notation, as a program: `ij,jk` of a 2×3 and a 3×4 array is
//
//   index i = 2, j = 3, k = 4
//   data x0[i,j] from table x0_cells (i = d0, j = d1, x0 = val)
//   data x1[j,k] from table x1_cells (j = d0, k = d1, x1 = val)
//   out[i,k] = x0[i,j] * x1[j,k]
//
// What the language has no form for is written in the one it has: axes under an ellipsis get letters of their own, an axis of one
// element that is to be repeated is read at position 0, a letter that is summed within one operand is summed by name. Only what
// cannot be written down at all is refused here; whatever else is wrong with a call is for the compiler to find.

/** The call has no translation; `position` is a place in the expression. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(readonly position: number, message: string) { super(message); }
}

export interface Operand {
  readonly name: string;
  /** what its `data` statement reads: columns d0, d1, … and val */
  readonly table: string;
  readonly shape: readonly number[];
}

export interface Translation {
  /** computes `out` and shows it */
  readonly result: string;
  /** shows the gradients of the sum of `cotangent` times `out`, one by each operand */
  readonly derivative: string;
  readonly operands: readonly Operand[];
  readonly cotangent: Operand;
}

/** One operand's letters, or those of the output. The ellipsis is a place between two letters. */
interface Subscript { readonly letters: readonly string[]; readonly ellipsis: number | null; readonly position: number }

function subscript(text: string, position: number): Subscript {
  const letters: string[] = [];
  let ellipsis: number | null = null;
  for (let k = 0; k < text.length; k++) {
    const c = text[k]!;
    if (c === ' ') continue;
    if (text.startsWith('...', k) && ellipsis === null) { ellipsis = letters.length; k += 2; continue; }
    if (!/[A-Za-z]/.test(c)) throw new Refused(position + k, c === '.' ? 'a dot that is not part of one ellipsis' : `${JSON.stringify(c)} is no letter`);
    letters.push(c);
  }
  return { letters, ellipsis, position };
}

function parse(expression: string): { readonly inputs: readonly Subscript[]; readonly output: Subscript | null } {
  const [left = '', right, ...more] = expression.split('->');
  if (more.length > 0) throw new Refused(left.length + 2 + right!.length, 'a second arrow');
  let position = 0;
  const inputs = left.split(',').map(text => {
    const s = subscript(text, position);
    position += text.length + 1;
    return s;
  });
  return { inputs, output: right === undefined ? null : subscript(right, left.length + 2) };
}

const count = <T>(of: readonly T[], value: T): number => of.filter(v => v === value).length;

/** Letters for the axes under an ellipsis, the last axis first: what the expression does not use, and then names. */
function* unused(taken: ReadonlySet<string>): Generator<string, never> {
  for (const c of 'zyxwvutsrqponmlkjihgfedcbaZYXWVUTSRQPONMLKJIHGFEDCBA') if (!taken.has(c)) yield c;
  for (let n = 0; ; n++) yield `axis${n}`;
}

/** The letters of each operand and of the output, without ellipses: the axes under them are counted from the last. */
function spelledOut(expression: string, shapes: readonly (readonly number[])[]): { readonly inputs: readonly (readonly string[])[]; readonly output: readonly string[] } {
  const { inputs, output } = parse(expression);
  if (shapes.length === 0) throw new Refused(0, 'no operands');
  if (shapes.length < inputs.length) throw new Refused(inputs[shapes.length]!.position, `${shapes.length} operands for ${inputs.length} subscripts`);
  if (shapes.length > inputs.length) throw new Refused(expression.length, `${shapes.length} operands for ${inputs.length} subscripts`);
  const under = inputs.map((s, k) => (s.ellipsis === null ? 0 : Math.max(0, shapes[k]!.length - s.letters.length)));
  const names = unused(new Set([...inputs, ...(output ? [output] : [])].flatMap(s => s.letters)));
  const broadcast = Array.from({ length: Math.max(0, ...under) }, () => names.next().value).reverse();
  const whole = (s: Subscript, axes: number): readonly string[] =>
    s.ellipsis === null ? s.letters : [...s.letters.slice(0, s.ellipsis), ...broadcast.slice(broadcast.length - axes), ...s.letters.slice(s.ellipsis)];
  const all = inputs.flatMap(s => s.letters);
  // Without an arrow: the axes under the ellipsis, then in order what occurs once.
  const once = [...new Set(all)].filter(l => count(all, l) === 1).sort();
  return { inputs: inputs.map((s, k) => whole(s, under[k]!)), output: output ? whole(output, broadcast.length) : [...broadcast, ...once] };
}

/** The size of each letter: the first that is not 1. */
function sizesOf(inputs: readonly (readonly string[])[], shapes: readonly (readonly number[])[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  inputs.forEach((letters, k) => letters.slice(0, shapes[k]!.length).forEach((l, d) => { if ((sizes.get(l) ?? 1) === 1) sizes.set(l, shapes[k]![d]!); }));
  return sizes;
}

const tensor = (name: string, at: readonly string[]): string => (at.length === 0 ? name : `${name}[${at.join(',')}]`);

/** Translates a call. Errors: Refused. */
export function translate(expression: string, shapes: readonly (readonly number[])[]): Translation {
  const { inputs, output } = spelledOut(expression, shapes);
  const sizes = sizesOf(inputs, shapes);
  const indices = new Map<string, number>(sizes);
  const index = (name: string, size: number): string => { indices.set(name, size); return name; };
  const operands = shapes.map((shape, k): Operand => ({ name: `x${k}`, table: `x${k}_cells`, shape }));
  // An axis that does not fit its letter, or has none, gets an index of its own: what is wrong with that is for the compiler to say.
  const indexOf = (l: string | undefined, size: number): string =>
    l === undefined ? index(`of${size}`, size) : size === sizes.get(l) ? l : size === 1 ? index('single', 1) : index(`${l}_${size}`, size);
  const bases = shapes.map((shape, k) => shape.map((size, d) => indexOf(inputs[k]![d], size)));
  const cells = bases.map(axes => axes.map((base, d) => `${base}${"'".repeat(count(axes.slice(0, d), base))}`));
  const read = inputs.map((letters, k) => letters.map((l, d) => (bases[k]![d] === 'single' ? '0' : l)));
  const occurs = (l: string): number => read.filter(at => at.includes(l)).length;
  const summed = [...new Set(inputs.flat())].filter(l => !output.includes(l) && occurs(l) === 1);
  const product = operands.map((o, k) => tensor(o.name, read[k]!)).join(' * ');
  const cotangent: Operand = { name: 'cotangent', table: 'cotangent_cells', shape: output.map(l => sizes.get(l) ?? 0) };

  const data = (o: Operand, axes: readonly string[]): string =>
    `data ${tensor(o.name, axes)} from table ${o.table} (${[...axes.map((a, d) => `${a} = d${d}`), `${o.name} = val`].join(', ')})`;
  const unsized = [...new Set([...inputs.flat(), ...output])].filter(l => !indices.has(l));
  const declared = [...[...indices].map(([name, size]) => `${name} = ${size}`), ...unsized];
  const out = tensor('out', output);
  const common = [
    ...(declared.length > 0 ? [`index ${declared.join(', ')}`] : []),
    ...operands.map((o, k) => data(o, cells[k]!)),
    `${out} = ${summed.length > 0 ? `sum[${summed.join(',')}](${product})` : product}`,
  ];
  const by = operands.map((_, k) => tensor(`by_x${k}`, cells[k]!));
  const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;
  return {
    result: lines(...common, `show ${out}`),
    derivative: lines(
      ...common,
      data(cotangent, output),
      `total = ${tensor('cotangent', output)} * ${out}`,
      ...by.map((b, k) => `${b} = grad(total, ${tensor(operands[k]!.name, cells[k]!)})`),
      `show ${by.join(', ')}`,
    ),
    operands, cotangent,
  };
}
