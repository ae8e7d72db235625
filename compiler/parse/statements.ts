// What is made of the grammar's rules for statements.

import type {
  Annotation, Arg, ArrayLiteral, Binder, CallRef, ColumnPick, DataSource, EqOp, Every, Expr, Formal, IndexDecl, Item, Literal, MapItem, MapValue,
  Name, OptStmt, Origin, OtherSplit, Out, ParamInit, Size, SplitPart, Stmt, TensorDecl, TrainClause,
} from '../ast.ts';
import { built, numberOf, optional, orNull, unquote } from './expressions.ts';
import type { Actions, Node } from './matcher.ts';
import type { Builder } from './reader.ts';

type StmtOf<K extends Stmt['kind']> = Extract<Stmt, { kind: K }>;
type Body = StmtOf<'fn'>['body'];

/** The nodes of a `ListOf` or `NonemptyListOf`. */
const elements = (list: Node): readonly Node[] => list.asIteration().children;

export function statementActions({ spanOf, nameOf, each }: Builder): Actions {
  const names = (list: Node): Name[] => elements(list).map(nameOf);
  const maybeName = (node: Node): Name | null => { const inner = optional(node); return inner && nameOf(inner); };
  const maybeNumber = (node: Node): number | null => orNull<number>(node);
  const goalSense = (word: Node): 'minimize' | 'maximize' => word.sourceString as 'minimize' | 'maximize';

  const program: Actions = {
    Program(items): Item[] { return each(items.children); },
    Clauses(clauses): TrainClause[] { return each(clauses.children); },
    OptStmts(statements): OptStmt[] { return each(statements.children); },
    Item(annotations, statement, _semicolon): Item {
      const first = annotations.children[0] ?? statement;
      return { ...(statement.build() as Stmt), annotations: built<Annotation>(annotations.children), span: { ...spanOf(first), end: spanOf(statement).end } };
    },
    Annotation(_at, name, _open, args, _close): Annotation {
      const list = optional(args);
      return { name: nameOf(name), args: list ? built(elements(list)) : [], span: spanOf(this) };
    },
    AnnArg_named(name, _equals, value): Annotation['args'][number] { return { name: name.sourceString, value: value.build() }; },
    AnnArg_plain(value): Annotation['args'][number] { return { name: null, value: value.build() }; },
  };

  const declarations: Actions = {
    Index(_index, list): StmtOf<'index'> { return { kind: 'index', indices: built<IndexDecl>(elements(list)) }; },
    IndexDecl(name, _in, within, _equals, size): IndexDecl { return { name: nameOf(name), within: maybeName(within), size: orNull<Size>(size), span: spanOf(this) }; },
    Size_range(lo, _dots, hi): Size { return { kind: 'range', lo: lo.build(), hi: hi.build() }; },
    Size_count(count): Size { return { kind: 'count', count: count.build() }; },

    Data(_data, list, source): StmtOf<'data'> { return { kind: 'data', tensors: built<TensorDecl>(elements(list)), source: source.build() }; },
    TensorDecl(name, axes, _colon, type): TensorDecl { return { name: nameOf(name), axes: orNull<Expr[]>(axes), type: maybeName(type), span: spanOf(this) }; },
    Source_literal(_equals, array): DataSource { return { kind: 'literal', array: array.build(), span: spanOf(array) }; },
    Source_stored(_from, origin, mapping, splits): DataSource {
      return { kind: 'stored', origin: origin.build(), mapping: orNull<MapItem[]>(mapping) ?? [], splits: built<OtherSplit>(splits.children), span: spanOf(this) };
    },
    OtherSplit(split, origin, mapping): OtherSplit { return { split: nameOf(split), origin: origin.build(), mapping: orNull<MapItem[]>(mapping) ?? [], span: spanOf(this) }; },
    Location_table(_table, name): Origin { return { kind: 'table', name: name.sourceString.startsWith('"') ? unquote(name.sourceString) : name.sourceString, span: spanOf(this) }; },
    Location_query(_sql, query): Origin { return { kind: 'sql', query: unquote(query.sourceString), span: spanOf(this) }; },
    Location_file(path): Origin { return { kind: 'file', path: unquote(path.sourceString), span: spanOf(this) }; },
    Mapping(_open, list, _close): MapItem[] { return built(elements(list)); },
    MapItem(name, _equals, value): MapItem { return { name: nameOf(name), value: value.build(), span: spanOf(this) }; },
    MapValue_row(_row): MapValue { return { kind: 'row' }; },
    MapValue_columns(_columns, _open, list, _close): MapValue { const picked = optional(list); return { kind: 'columns', columns: picked ? built<ColumnPick>(elements(picked)) : null }; },
    MapValue_quoted(name): MapValue { return { kind: 'column', name: unquote(name.sourceString) }; },
    MapValue_number(minus, number): MapValue { return { kind: 'number', value: (minus.numChildren ? -1 : 1) * numberOf(number.sourceString) }; },
    MapValue_column(name): MapValue { return { kind: 'column', name: name.sourceString }; },
    Column_range(lo, _dots, hi): ColumnPick { return { kind: 'range', lo: numberOf(lo.sourceString), hi: numberOf(hi.sourceString) }; },
    Column_quoted(name): ColumnPick { return { kind: 'name', name: unquote(name.sourceString) }; },
    Column_name(name): ColumnPick { return { kind: 'name', name: name.sourceString }; },
    ArrayLit(_open, list, _close): ArrayLiteral { return { kind: 'array', items: built<ArrayLiteral | Literal>(elements(list)), span: spanOf(this) }; },

    Param(_param, tensor, init, where): StmtOf<'param'> { return { kind: 'param', tensor: tensor.build(), init: init.build(), where: orNull<Expr>(where) }; },
    Init_draw(_tilde, value): ParamInit { return { kind: 'draw', value: value.build() }; },
    Init_source(source): ParamInit { return { kind: 'source', source: source.build() }; },
    Init_value(_equals, value): ParamInit { return { kind: 'value', value: value.build() }; },

    Equation(name, axes, op, value, where, until): StmtOf<'equation'> {
      return { kind: 'equation', name: nameOf(name), axes: orNull<Expr[]>(axes), op: op.sourceString as EqOp, value: value.build(), where: orNull<Expr>(where), until: orNull<Expr>(until) };
    },
  };

  const training: Actions = {
    Train(_train, name, _open, clauses, _close): StmtOf<'train'> { return { kind: 'train', name: maybeName(name), clauses: each<TrainClause>(clauses.children) }; },
    Clause_goal(sense, objective, over, using): TrainClause {
      return { kind: 'goal', sense: goalSense(sense), objective: objective.build(), over: orNull<Name[]>(over), using: orNull<CallRef>(using), span: spanOf(this) };
    },
    Clause_using(using): TrainClause { return { kind: 'using', using: using.build(), span: spanOf(this) }; },
    Clause_batch(_batch, index, _by, by): TrainClause { return { kind: 'batch', index: nameOf(index), by: by.build(), span: spanOf(this) }; },
    Clause_epochs(_epochs, count): TrainClause { return { kind: 'epochs', count: count.build(), span: spanOf(this) }; },
    Clause_steps(_steps, count): TrainClause { return { kind: 'steps', count: count.build(), span: spanOf(this) }; },
    Clause_seed(_seed, seed): TrainClause { return { kind: 'seed', seed: numberOf(seed.sourceString), span: spanOf(this) }; },
    Clause_report(_report, list, on, every): TrainClause { return { kind: 'report', values: built<Expr>(elements(list)), on: orNull<Name>(on), every: orNull<Every>(every), span: spanOf(this) }; },
    Clause_stop(_stop, _when, condition, on): TrainClause { return { kind: 'stop', condition: condition.build(), on: orNull<Name>(on), span: spanOf(this) }; },
    Clause_clip(_clip, norm): TrainClause { return { kind: 'clip', norm: norm.build(), span: spanOf(this) }; },
    Using(_using, name, binder, args): CallRef {
      return { name: nameOf(name), binder: orNull<Binder>(binder), args: orNull<Arg[]>(args) ?? [], span: { ...spanOf(this), start: spanOf(name).start } };
    },
    Over(_over, list): Name[] { return names(list); },
    Every(_every, count, unit): Every { return { count: numberOf(count.sourceString), unit: optional(unit)?.sourceString.startsWith('epoch') ? 'epochs' : 'steps' }; },
  };

  const definitions: Actions = {
    Fn(_fn, name, letters, _open, formals, _close, body): StmtOf<'fn'> {
      return { kind: 'fn', name: nameOf(name), letters: orNull<Name[]>(letters) ?? [], formals: built<Formal>(elements(formals)), body: body.build() };
    },
    FnBody_expr(_equals, value): Body { return { kind: 'expr', value: value.build() }; },
    FnBody_block(_arrow, out, _open, items, _close): Body { return { kind: 'block', out: out.build(), items: each<Item>(items.children) }; },
    Layer(_layer, name, letters, _open, formals, _close, _arrow, out, _openBody, items, _closeBody): StmtOf<'layer'> {
      return {
        kind: 'layer', name: nameOf(name), letters: orNull<Name[]>(letters) ?? [], formals: built<Formal>(elements(formals)),
        out: out.build(), items: each<Item>(items.children),
      };
    },
    Letters(_open, list, _close): Name[] { return names(list); },
    Formal(name, axes, _equals, fallback): Formal { return { name: nameOf(name), axes: orNull<Expr[]>(axes), default: orNull<Expr>(fallback), span: spanOf(this) }; },
    Out(name, axes): Out { return { name: nameOf(name), axes: orNull<Expr[]>(axes), span: spanOf(this) }; },
    Let(_let, name, axes, _equals, layer, at, args): StmtOf<'let'> {
      return { kind: 'let', name: nameOf(name), axes: orNull<Expr[]>(axes), layer: nameOf(layer), at: orNull<Expr[]>(at), args: orNull<Arg[]>(args) };
    },
    Optimizer(_optimizer, name, _open, formals, _close, _openBody, statements, _closeBody): StmtOf<'optimizer'> {
      return { kind: 'optimizer', name: nameOf(name), formals: built<Formal>(elements(formals)), body: each<OptStmt>(statements.children) };
    },
    OptStmt_state(_state, list): OptStmt { return { kind: 'state', states: built(elements(list)), span: spanOf(this) }; },
    OptStmt_update(name, _assign, value): OptStmt { return { kind: 'assign', name: nameOf(name), value: value.build(), span: spanOf(this) }; },
    OptStmt_local(name, _equals, value): OptStmt { return { kind: 'local', name: nameOf(name), value: value.build(), span: spanOf(this) }; },
    StateDecl(name, _equals, value): Extract<OptStmt, { kind: 'state' }>['states'][number] { return { name: nameOf(name), value: value.build() }; },
    Split(_split, index, _into, parts, seed): StmtOf<'split'> { return { kind: 'split', index: nameOf(index), parts: built<SplitPart>(elements(parts)), seed: maybeNumber(seed) }; },
    SplitPart_where(name, _where, condition): SplitPart { return { kind: 'where', name: nameOf(name), condition: condition.build(), span: spanOf(this) }; },
    SplitPart_share(name, share): SplitPart { return { kind: 'share', name: nameOf(name), share: numberOf(share.sourceString), span: spanOf(this) }; },
    Seed(_seed, number): number { return numberOf(number.sourceString); },
    Setting(_setting, name, _equals, value): StmtOf<'setting'> { return { kind: 'setting', name: nameOf(name), value: value.build() }; },
    Show(_show, list, on): StmtOf<'show'> { return { kind: 'show', values: built<Expr>(elements(list)), on: orNull<Name>(on) }; },
    Check(_check, condition, on): StmtOf<'check'> { return { kind: 'check', condition: condition.build(), on: orNull<Name>(on) }; },
    Export(_export, list, on, _to, path): StmtOf<'export'> {
      return { kind: 'export', names: names(list), on: orNull<Name>(on), path: unquote(path.sourceString), pathSpan: spanOf(path) };
    },
    Import_names(_import, list, _from, path): StmtOf<'import'> {
      return { kind: 'import', names: names(list), alias: null, path: unquote(path.sourceString), pathSpan: spanOf(path) };
    },
    Import_module(_import, path, _as, alias): StmtOf<'import'> {
      return { kind: 'import', names: null, alias: nameOf(alias), path: unquote(path.sourceString), pathSpan: spanOf(path) };
    },
  };

  return { ...program, ...declarations, ...training, ...definitions };
}
