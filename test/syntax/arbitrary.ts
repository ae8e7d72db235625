// Random trees, of every form that a program can have.

import fc from '../seeded.ts';
import type { Annotation, Arg, ArrayLiteral, Binder, BinaryOp, CallRef, DataSource, Expr, Formal, Item, Literal, MapItem, Name, OptStmt, Origin, Stmt, TensorDecl, TrainClause } from '../../compiler/ast.ts';
import { noSpan as span } from '../../compiler/source.ts';

const textOf = (...names: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...names);
const named = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<Name> => arbitrary.map(text => ({ text, span }));

/** Some of them are words of clauses and mappings, which may be names all the same. */
const plain = textOf('a', 'W', 'x1', 'θ', 'steps', 'on', 'to', 'row', 'table', 'sql', 'every', 'using', 'seed', 'into', 'as', 'ending', '_n');
const letter = textOf('i', 'j', "p'", "q''", 's', 'k');
const dotted = fc.oneof(plain, textOf('enc.W', 'a.index', 'b.c.d'));
const name = named(plain);
const index = named(letter);
const split = named(textOf('train', 'test', 'all', 'check'));
const quoted = fc.oneof(textOf('', 'a.csv', 'two words', 'a "quoted" \\ text\nline', 'index', '--', '/* */', 'Ω😀'), fc.string({ maxLength: 6 }).map(s => s.replaceAll('\0', '')));
const digits = textOf('0', '1', '42', '1_000', '0.5', '2.5e-3', '1E+9');

const numeral: fc.Arbitrary<Expr> = digits.map(text => ({ kind: 'number', value: Number(text.replaceAll('_', '')), text, span }));

const leaf: fc.Arbitrary<Expr> = fc.oneof(
  numeral,
  quoted.map((value): Expr => ({ kind: 'string', value, span })),
  fc.boolean().map((value): Expr => ({ kind: 'boolean', value, span })),
  fc.constant<Expr>({ kind: 'end', span }),
  fc.oneof(letter, dotted).map((n): Expr => ({ kind: 'name', name: n, span })),
  index.map((i): Expr => ({ kind: 'size', index: i, span })),
);

const binaryOps: readonly BinaryOp[] = ['+', '-', '*', '/', '%', '^', '==', '!=', '<', '<=', '>', '>=', 'and', 'or'];
const some = <T>(of: fc.Arbitrary<T>, minLength = 0): fc.Arbitrary<T[]> => fc.array(of, { minLength, maxLength: 3 });
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });

type Expressions = { readonly expr: Expr; readonly binder: Binder; readonly arg: Arg; readonly paren: Expr };

const tied = fc.letrec<Expressions>(tie => ({
  paren: tie('expr').map((inner): Expr => ({ kind: 'paren', inner, span })),
  arg: fc.record({ name: maybe(name), value: tie('expr'), span: fc.constant(span) }),
  binder: fc.record({ at: some(tie('expr')), where: maybe(tie('expr')), on: maybe(split), span: fc.constant(span) }),
  expr: fc.oneof({ depthSize: 'small', withCrossShrink: true },
    { weight: 3, arbitrary: leaf },
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...binaryOps), tie('expr'), tie('expr')).map(([op, left, right]): Expr => ({ kind: 'binary', op, left, right, span })) },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom<'-' | 'not'>('-', 'not'), tie('expr')).map(([op, operand]): Expr => ({ kind: 'unary', op, operand, span })) },
    { weight: 1, arbitrary: fc.tuple(tie('expr'), tie('expr')).map(([left, right]): Expr => ({ kind: 'coalesce', left, right, span })) },
    { weight: 1, arbitrary: fc.tuple(tie('expr'), tie('expr'), tie('expr')).map(([condition, then, otherwise]): Expr => ({ kind: 'if', condition, then, else: otherwise, span })) },
    { weight: 1, arbitrary: fc.tuple(some(tie('expr'), 1), named(dotted)).map(([elements, tensor]): Expr => ({ kind: 'in', elements, tensor, span })) },
    { weight: 1, arbitrary: tie('expr').map((condition): Expr => ({ kind: 'iverson', condition, span })) },
    { weight: 1, arbitrary: tie('paren') },
    { weight: 2, arbitrary: fc.tuple(dotted, some(tie('expr'))).map(([n, at]): Expr => ({ kind: 'access', name: n, nameSpan: span, at, span })) },
    { weight: 2, arbitrary: fc.tuple(dotted, maybe(tie('binder')), some(tie('arg'))).map(([n, binder, args]): Expr => ({ kind: 'call', name: n, nameSpan: span, binder, args, span })) },
  ),
}));

export const expression: fc.Arbitrary<Expr> = tied.expr;

const literal: fc.Arbitrary<Literal> = fc.oneof(
  fc.tuple(digits, fc.boolean()).map(([d, minus]): Literal => ({ kind: 'literal', value: Number(d.replaceAll('_', '')) * (minus ? -1 : 1), word: false, span })),
  quoted.map((value): Literal => ({ kind: 'literal', value, word: false, span })),
  fc.boolean().map((value): Literal => ({ kind: 'literal', value, word: false, span })),
  plain.map((value): Literal => ({ kind: 'literal', value, word: true, span })),
);
const array: fc.Arbitrary<ArrayLiteral> = fc.letrec<{ list: ArrayLiteral; item: ArrayLiteral | Literal }>(tie => ({
  list: some(tie('item')).map((items): ArrayLiteral => ({ kind: 'array', items, span })),
  item: fc.oneof({ depthSize: 'small' }, literal, tie('list')),
})).list;

const axes = maybe(some(expression));
const tensor: fc.Arbitrary<TensorDecl> = fc.record({ name, axes, type: maybe(name), span: fc.constant(span) });
const origin: fc.Arbitrary<Origin> = fc.oneof(
  quoted.map((path): Origin => ({ kind: 'file', path, span })),
  fc.oneof(dotted, textOf('odd name', 'index')).map((n): Origin => ({ kind: 'table', name: n, span })),
  quoted.map((query): Origin => ({ kind: 'sql', query, span })),
);
const column = fc.oneof(plain, textOf('index', '2m temperature', 'columns'));
const count = fc.nat(20);
const mapItem: fc.Arbitrary<MapItem> = fc.record({
  name: fc.oneof(index, named(textOf('null'))),
  value: fc.oneof<fc.Arbitrary<MapItem['value']>[]>(
    fc.constant({ kind: 'row' }),
    column.map(n => ({ kind: 'column', name: n })),
    fc.integer({ min: -5, max: 5 }).map(value => ({ kind: 'number', value: value === 0 ? 0 : value })),
    maybe(some(fc.oneof(fc.tuple(count, count).map(([lo, hi]) => ({ kind: 'range' as const, lo, hi })), column.map(n => ({ kind: 'name' as const, name: n }))), 1)).map(columns => ({ kind: 'columns', columns })),
  ),
  span: fc.constant(span),
});
const source: fc.Arbitrary<DataSource> = fc.oneof(
  array.map((a): DataSource => ({ kind: 'literal', array: a, span })),
  fc.record({ kind: fc.constant<'stored'>('stored'), origin, mapping: some(mapItem), splits: some(fc.record({ split: name, origin, mapping: some(mapItem), span: fc.constant(span) })), span: fc.constant(span) }),
);
const call: fc.Arbitrary<CallRef> = fc.record({ name: named(dotted), binder: maybe(tied.binder), args: some(tied.arg), span: fc.constant(span) });

const clause: fc.Arbitrary<TrainClause> = fc.oneof(
  fc.record({ kind: fc.constant<'goal'>('goal'), sense: fc.constantFrom<'minimize' | 'maximize'>('minimize', 'maximize'), objective: expression, over: maybe(some(named(dotted), 1)), using: call, span: fc.constant(span) }),
  fc.record({ kind: fc.constant<'batch'>('batch'), index, by: expression, span: fc.constant(span) }),
  fc.record({ kind: fc.constant<'epochs'>('epochs'), count: expression, span: fc.constant(span) }),
  fc.record({ kind: fc.constant<'steps'>('steps'), count: expression, span: fc.constant(span) }),
  fc.record({ kind: fc.constant<'seed'>('seed'), seed: count, span: fc.constant(span) }),
  fc.record({ kind: fc.constant<'report'>('report'), values: some(expression, 1), on: maybe(split), every: maybe(fc.record({ count, unit: fc.constantFrom<'epochs' | 'steps'>('epochs', 'steps') })), span: fc.constant(span) }),
  fc.record({ kind: fc.constant<'stop'>('stop'), condition: expression, on: maybe(split), span: fc.constant(span) }),
  fc.record({ kind: fc.constant<'clip'>('clip'), norm: expression, span: fc.constant(span) }),
);
const rule: fc.Arbitrary<OptStmt> = fc.oneof(
  fc.record({ kind: fc.constant<'state'>('state'), states: some(fc.record({ name, value: expression }), 1), span: fc.constant(span) }),
  fc.record({ kind: fc.constantFrom<'assign' | 'local'>('assign', 'local'), name, value: expression, span: fc.constant(span) }),
);
const formal: fc.Arbitrary<Formal> = fc.record({ name, axes, default: maybe(expression), span: fc.constant(span) });
const out = fc.record({ name, axes, span: fc.constant(span) });
const annotation: fc.Arbitrary<Annotation> = fc.record({ name, args: some(fc.record({ name: maybe(plain), value: literal })), span: fc.constant(span) });

const statement: fc.Arbitrary<Stmt> = fc.letrec<{ statement: Stmt; item: Item }>(tie => ({
  item: fc.tuple(tie('statement'), some(annotation)).map(([s, annotations]): Item => ({ ...s, annotations, span })),
  statement: fc.oneof({ depthSize: 'xsmall' },
    fc.record({
      kind: fc.constant<'index'>('index'),
      indices: some(fc.record({ name: index, within: maybe(index), size: maybe(fc.oneof(fc.record({ kind: fc.constant<'count'>('count'), count: expression }), fc.record({ kind: fc.constant<'range'>('range'), lo: expression, hi: expression }))), span: fc.constant(span) }), 1),
    }),
    fc.record({ kind: fc.constant<'data'>('data'), tensors: some(tensor, 1), source }),
    fc.record({
      kind: fc.constant<'param'>('param'), tensor, where: maybe(expression),
      init: fc.oneof(fc.record({ kind: fc.constantFrom<'draw' | 'value'>('draw', 'value'), value: expression }), fc.record({ kind: fc.constant<'source'>('source'), source })),
    }),
    fc.record({ kind: fc.constant<'equation'>('equation'), name: named(dotted), axes, op: fc.constantFrom<'=' | '+=' | 'max=' | 'min=' | '~'>('=', '+=', 'max=', 'min=', '~'), value: expression, where: maybe(expression), until: maybe(expression) }),
    fc.record({ kind: fc.constant<'train'>('train'), name: maybe(name), clauses: some(clause) }),
    fc.record({
      kind: fc.constant<'fn'>('fn'), name, letters: some(index), formals: some(formal),
      body: fc.oneof(fc.record({ kind: fc.constant<'expr'>('expr'), value: expression }), fc.record({ kind: fc.constant<'block'>('block'), out, items: some(tie('item')) })),
    }),
    fc.record({ kind: fc.constant<'layer'>('layer'), name, letters: some(index), formals: some(formal), out, items: some(tie('item')) }),
    fc.record({ kind: fc.constant<'let'>('let'), name, axes, layer: named(dotted), at: axes, args: maybe(some(tied.arg)) }),
    fc.record({ kind: fc.constant<'optimizer'>('optimizer'), name, formals: some(formal), body: some(rule) }),
    fc.record({
      kind: fc.constant<'split'>('split'), index, seed: maybe(count),
      parts: some(fc.oneof(fc.record({ kind: fc.constant<'where'>('where'), name: split, condition: expression, span: fc.constant(span) }), fc.record({ kind: fc.constant<'share'>('share'), name: split, share: fc.constantFrom(0.1, 0.75, 1), span: fc.constant(span) })), 1),
    }),
    fc.record({ kind: fc.constant<'setting'>('setting'), name, value: expression }),
    fc.record({ kind: fc.constant<'show'>('show'), values: some(expression, 1), on: maybe(split) }),
    fc.record({ kind: fc.constant<'check'>('check'), condition: expression, on: maybe(split) }),
    fc.record({ kind: fc.constant<'export'>('export'), names: some(named(dotted), 1), on: maybe(split), path: quoted, pathSpan: fc.constant(span) }),
    fc.record({ kind: fc.constant<'import'>('import'), names: some(name, 1), alias: fc.constant(null), path: quoted, pathSpan: fc.constant(span) }),
    fc.record({ kind: fc.constant<'import'>('import'), names: fc.constant(null), alias: name, path: quoted, pathSpan: fc.constant(span) }),
  ),
})).statement;

export const item: fc.Arbitrary<Item> = fc.tuple(statement, some(annotation)).map(([s, annotations]): Item => ({ ...s, annotations, span }));
