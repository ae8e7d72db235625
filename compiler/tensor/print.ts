// A program of the tensor IR as text for people, one definition a line where it fits.

import { unreachable } from '../source.ts';
import type { Access, Coord, Definition, Equation, Index, Period, Program, Recurrence, Scalar, Term, ValueType } from './ir.ts';
import type { OpName } from './ops.ts';

/** The text of a program: indices, inputs, carried tensors, definitions, training, outputs. */
export function printProgram(program: Program): string {
  const sections = [
    ...(program.precision === 'f32' ? [['real is f32']] : []),
    program.indices.map(printIndex),
    program.inputs.map(i => `input ${i.tensor}[${axesText(i.axes)}]: ${typeText(i.type)}${i.full ? '' : ', not every cell'}`),
    program.carried.flatMap(c => [`${c.role} ${c.tensor}[${axesText(c.axes)}]${c.label === c.tensor ? '' : `  -- ${c.label}`}`, ...(c.init ? [indent(printEquation(c.init))] : [])]),
    program.definitions.map(printDefinition),
    program.training.flatMap(t => [
      `train${t.name === null ? '' : ` ${t.name}`}: ${printPeriod(t.length)}, seed ${t.seed}${t.batch === null ? '' : `, in parts ${t.batch}`}`,
      ...t.goals.flatMap(g => [`  ${g.sense} ${g.objective}`, ...g.updates.map(u => indent(indent(printEquation(u))))]),
      ...t.reports.map(r => `  report ${r.values.map(v => `${v.name} = ${v.tensor}`).join(', ')} every ${printPeriod(r.every)}`),
      ...(t.stop ? [`  stop when ${t.stop.tensor}`] : []),
    ]),
    [
      ...program.shows.map(s => `show ${s.tensor}`), ...program.checks.map(c => `check ${c.tensor}`),
      ...program.exports.map(e => `export ${e.tensors.map(t => t.tensor).join(', ')} to ${JSON.stringify(e.path)}`),
    ],
  ];
  return `${sections.filter(s => s.length).map(s => s.join('\n')).join('\n\n')}\n`;
}

export const printDefinition = (d: Definition | Recurrence): string => {
  switch (d.kind) {
    case 'equation': return printEquation(d);
    case 'derivative': {
      const of = accessText(d.of, []);
      const by = accessText(d.by, []);
      const direction = d.direction ? ` * ${accessText(d.direction, [])}` : '';
      return `${d.bind}[${axesText(d.axes)}] = d ${of} / d ${by}${direction}  -- ${d.source}`;
    }
    case 'recurrence': {
      const until = d.until ? ` until ${d.until.condition} (last in ${d.until.last})` : '';
      return [`for ${d.counter} = ${d.from} ${d.direction === 'up' ? 'up' : 'down'} to ${d.to} in ${d.index}${until}`, ...d.equations.map(e => indent(printEquation(e)))].join('\n');
    }
  }
};

/** `bind[axes]: type = reduce` and a line for each term, on one line if there is one term and it is short. */
export function printEquation(e: Equation): string {
  const head = `${e.bind}[${axesText(e.axes)}]: ${typeText(e.type)} =${e.reduce === 'only' ? '' : ` ${e.reduce}`}`;
  const tail = [e.fill === null ? null : `else ${e.fill}`, e.within === null ? null : `within ${e.within}`].filter(x => x !== null).join(' ');
  const terms = e.terms.map(printTerm);
  const one = [head, terms.length === 1 ? terms[0] : terms.length ? null : 'nothing', tail || null].filter(x => x !== null).join(' ');
  if (terms.length <= 1 && one.length <= 160) return `${one}  -- ${e.source}`;
  return [`${head}  -- ${e.source}`, ...terms.map((t, k) => `  ${k ? '+ ' : '  '}${t}`), ...(tail ? [`  ${tail}`] : [])].join('\n');
}

/** `[out] <- body for letters where guard`, with arguments written where they are used. */
export function printTerm(t: Term): string {
  const text = scalarPrinter(t.args);
  const unread = t.args.filter((_, k) => !text.used.has(k)).length;
  const body = text.print(t.body);
  const where = t.where ? ` where ${text.print(t.where)}` : '';
  const pick = t.pick ? ` at ${text.print(t.pick)}` : '';
  const reads = unread ? t.args.flatMap((a, k) => (text.used.has(k) ? [] : [accessText(a, t.args)])) : [];
  const over = t.letters.map(l => (l.name.replace(/'+$/, '') === l.index ? l.name : `${l.name} in ${l.index}`)).join(', ');
  return `[${t.out.map(c => coordText(c, t.args)).join(', ')}] <- ${body}${pick}${reads.length ? ` given ${reads.join(', ')}` : ''}${over ? ` for ${over}` : ''}${where}`;
}

// ------------------------------------------------------------------ scalars

const infixes: Partial<Record<OpName, readonly [symbol: string, strength: number]>> = {
  or: ['or', 1], and: ['and', 2], eq: ['==', 4], ne: ['!=', 4], lt: ['<', 4], le: ['<=', 4], gt: ['>', 4], ge: ['>=', 4],
  add: ['+', 5], sub: ['-', 5], mul: ['*', 6], div: ['/', 6], mod: ['%', 6], pow: ['^', 8],
};

interface Printed { readonly text: string; readonly strength: number }

/** Prints scalars over these arguments. A node used more than once and longer than a name is printed once, as `let`. */
function scalarPrinter(args: readonly Access[]): { readonly print: (s: Scalar) => string; readonly used: Set<number> } {
  const used = new Set<number>();
  const print = (root: Scalar): string => {
    const uses = new Map<Scalar, number>();
    const count = (s: Scalar): void => {
      uses.set(s, (uses.get(s) ?? 0) + 1);
      if (uses.get(s) === 1 && s.kind === 'call') s.args.forEach(count);
    };
    count(root);
    const names = new Map<Scalar, string>();
    const lets: string[] = [];
    const wrap = (p: Printed, least: number): string => (p.strength < least ? `(${p.text})` : p.text);
    const go = (s: Scalar): Printed => {
      const name = names.get(s);
      if (name) return { text: name, strength: 9 };
      const plain = write(s);
      if (s.kind !== 'call' || (uses.get(s) ?? 0) < 2 || plain.text.length < 16) return plain;
      const given = `$${names.size + 1}`;
      names.set(s, given);
      lets.push(`${given} = ${plain.text}`);
      return { text: given, strength: 9 };
    };
    const write = (s: Scalar): Printed => {
      switch (s.kind) {
        case 'literal': return literalText(s.value);
        case 'arg': used.add(s.position); return { text: args[s.position] ? accessText(args[s.position]!, args, used) : `argument ${s.position}`, strength: 9 };
        case 'letter': return { text: s.name, strength: 9 };
        case 'position': return { text: `position(${s.letter}${s.of === undefined ? '' : ` in ${s.of}`})`, strength: 9 };
        case 'size': return { text: `|${s.index}|`, strength: 9 };
        case 'counter': return { text: `@${s.name}`, strength: 9 };
        case 'call': {
          const infix = infixes[s.op];
          if (infix && s.args.length === 2) {
            const [symbol, strength] = infix;
            return { text: `${wrap(go(s.args[0]!), strength + (strength === 8 || strength === 4 ? 1 : 0))} ${symbol} ${wrap(go(s.args[1]!), strength + 1)}`, strength };
          }
          if (s.op === 'neg') return { text: `-${wrap(go(s.args[0]!), 8)}`, strength: 7 };
          if (s.op === 'not') return { text: `not ${wrap(go(s.args[0]!), 3)}`, strength: 3 };
          if (s.op === 'iverson') return { text: `[${go(s.args[0]!).text}]`, strength: 9 };
          if (s.op === 'if') return { text: `if ${go(s.args[0]!).text} then ${go(s.args[1]!).text} else ${go(s.args[2]!).text}`, strength: 0 };
          return { text: `${s.op}(${s.args.map(a => go(a).text).join(', ')})`, strength: 9 };
        }
        default: return unreachable(s, 'scalar');
      }
    };
    const { text } = go(root);
    return lets.length ? `${text} with ${lets.join('; ')}` : text;
  };
  return { print, used };
}

const literalText = (value: number | boolean | string): Printed => {
  const text = typeof value === 'string' ? JSON.stringify(value) : Object.is(value, -0) ? '-0' : String(value);
  return { text, strength: text.startsWith('-') ? 7 : 9 };
};

function coordText(coord: Coord, args: readonly Access[], used?: Set<number>): string {
  if (coord.kind === 'computed') {
    const printer = scalarPrinter(args);
    const text = printer.print(coord.value);
    printer.used.forEach(k => used?.add(k));
    return text;
  }
  const parts = coord.terms.map(({ coefficient: c, letter }, k) => {
    const size = Math.abs(c) === 1 ? letter : `${Math.abs(c)}*${letter}`;
    return k === 0 ? `${c < 0 ? '-' : ''}${size}` : `${c < 0 ? '- ' : '+ '}${size}`;
  });
  if (coord.offset !== 0 || !parts.length) parts.push(!parts.length ? String(coord.offset) : coord.offset < 0 ? `- ${-coord.offset}` : `+ ${coord.offset}`);
  return parts.join(' ');
}

const accessText = (a: Access, args: readonly Access[], used?: Set<number>): string => `${a.tensor}[${a.at.map(c => coordText(c, args, used)).join(', ')}]${a.optional ? '?' : ''}`;
const axesText = (axes: Equation['axes']): string => axes.map(a => (a.column === a.index ? a.index : `${a.column} in ${a.index}`)).join(', ');
const typeText = (t: ValueType): string => (t.kind === 'key' ? t.index : t.kind === 'real' ? t.precision ?? t.kind : t.kind);
const indent = (text: string): string => text.replace(/^/gm, '  ');

const printPeriod = ({ count, unit }: Period): string => `${count} ${unit}`;

function printIndex(i: Index): string {
  const { domain } = i;
  const keys = domain.kind === 'range' ? `${domain.lo} .. ${domain.lo + domain.size - 1}` : `the ${domain.keys} keys in ${domain.table}`;
  return `index ${i.name} = ${keys}`;
}
