// The surface syntax, as written. Every node has its span; nothing is resolved yet.
//
//   Program   = Item*
//   Item      = index | data | param | equation | train
//             | fn | layer | let | optimizer | split | setting | show | check | export | import
//   Expr      = literal | end | name | size | access | call | unary | binary | if | coalesce | in | iverson | paren

import type { Span } from './source.ts';

export interface Name { readonly text: string; readonly span: Span }

export interface Annotation { readonly name: Name; readonly args: readonly { readonly name: string | null; readonly value: Literal }[]; readonly span: Span }

export interface Literal { readonly kind: 'literal'; readonly value: number | string | boolean; /** a bare word such as train */ readonly word: boolean; readonly span: Span }

// ------------------------------------------------------------------ expressions
// `written`: the author's text, where imports and copies of layers were resolved.

export type BinaryOp = '+' | '-' | '*' | '/' | '%' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'and' | 'or';

export type Expr =
  | { readonly kind: 'number'; readonly value: number; readonly text: string; readonly span: Span }
  | { readonly kind: 'string'; readonly value: string; readonly span: Span }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly span: Span }
  | { readonly kind: 'end'; readonly span: Span }
  /** `x` or `p'`: a letter, a tensor without axes, a setting, a formal, a word such as `training` */
  | { readonly kind: 'name'; readonly name: string; readonly written?: Expr; readonly span: Span }
  /** `|i|` */
  | { readonly kind: 'size'; readonly index: Name; readonly span: Span }
  /** `W[i, j]`, `enc.W[i, j]` */
  | { readonly kind: 'access'; readonly name: string; readonly nameSpan: Span; readonly at: readonly Expr[]; readonly written?: Expr; readonly span: Span }
  /** `f(x)`, `sum[i where g on train](e)`, `enc(x[s,i])`, `block[l](…)` */
  | { readonly kind: 'call'; readonly name: string; readonly nameSpan: Span; readonly binder: Binder | null; readonly args: readonly Arg[]; readonly written?: Expr; readonly span: Span }
  | { readonly kind: 'unary'; readonly op: '-' | 'not'; readonly operand: Expr; readonly span: Span }
  | { readonly kind: 'binary'; readonly op: BinaryOp; readonly left: Expr; readonly right: Expr; readonly span: Span }
  | { readonly kind: 'if'; readonly condition: Expr; readonly then: Expr; readonly else: Expr; readonly span: Span }
  /** `a ?? b` */
  | { readonly kind: 'coalesce'; readonly left: Expr; readonly right: Expr; readonly span: Span }
  /** `(u, v) in T` (one or several elements) */
  | { readonly kind: 'in'; readonly elements: readonly Expr[]; readonly tensor: Name; readonly written?: Expr; readonly span: Span }
  /** `[condition]` */
  | { readonly kind: 'iverson'; readonly condition: Expr; readonly span: Span }
  /** `(e)`: kept, because parentheses stop the chain of a product */
  | { readonly kind: 'paren'; readonly inner: Expr; readonly span: Span };

export interface Binder { readonly at: readonly Expr[]; readonly where: Expr | null; readonly on: Name | null; readonly span: Span }
export interface Arg { readonly name: Name | null; readonly value: Expr; readonly span: Span }

// ------------------------------------------------------------------ statements

export interface IndexDecl { readonly name: Name; readonly within: Name | null; readonly size: Size | null; readonly span: Span }
export type Size =
  | { readonly kind: 'count'; readonly count: Expr }
  | { readonly kind: 'range'; readonly lo: Expr; readonly hi: Expr };   // both inclusive

export interface TensorDecl { readonly name: Name; readonly axes: readonly Expr[] | null; readonly type: Name | null; readonly span: Span }

export type Origin =
  | { readonly kind: 'file'; readonly path: string; readonly span: Span }
  | { readonly kind: 'table'; readonly name: string; readonly span: Span }
  | { readonly kind: 'sql'; readonly query: string; readonly span: Span };

export type MapValue =
  | { readonly kind: 'row' }
  | { readonly kind: 'columns'; readonly columns: readonly ColumnPick[] | null }  // null: all that nothing else uses
  | { readonly kind: 'column'; readonly name: string }                            // ident or "quoted"
  | { readonly kind: 'number'; readonly value: number };                          // (null = 0), or a column by position
export type ColumnPick = { readonly kind: 'range'; readonly lo: number; readonly hi: number } | { readonly kind: 'name'; readonly name: string };
export interface MapItem { readonly name: Name; readonly value: MapValue; readonly span: Span }

export interface StoredSource { readonly kind: 'stored'; readonly origin: Origin; readonly mapping: readonly MapItem[]; readonly splits: readonly OtherSplit[]; readonly span: Span }
export interface OtherSplit { readonly split: Name; readonly origin: Origin; readonly mapping: readonly MapItem[]; readonly span: Span }
export interface ArrayLiteral { readonly kind: 'array'; readonly items: readonly (ArrayLiteral | Literal)[]; readonly span: Span }
export type DataSource = StoredSource | { readonly kind: 'literal'; readonly array: ArrayLiteral; readonly span: Span };

export type ParamInit =
  | { readonly kind: 'draw'; readonly value: Expr }
  | { readonly kind: 'value'; readonly value: Expr }
  | { readonly kind: 'source'; readonly source: DataSource };

export interface Formal { readonly name: Name; readonly axes: readonly Expr[] | null; readonly default: Expr | null; readonly span: Span }
export interface Out { readonly name: Name; readonly axes: readonly Expr[] | null; readonly span: Span }
export type EqOp = '=' | '+=' | 'max=' | 'min=' | '~';

export type OptStmt =
  | { readonly kind: 'state'; readonly states: readonly { readonly name: Name; readonly value: Expr }[]; readonly span: Span }
  | { readonly kind: 'assign'; readonly name: Name; readonly value: Expr; readonly span: Span }    // :=
  | { readonly kind: 'local'; readonly name: Name; readonly value: Expr; readonly span: Span };    // =

export interface CallRef { readonly name: Name; readonly binder: Binder | null; readonly args: readonly Arg[]; readonly span: Span }
export interface Every { readonly count: number; readonly unit: 'epochs' | 'steps' }

export type TrainClause =
  | { readonly kind: 'goal'; readonly sense: 'minimize' | 'maximize'; readonly objective: Expr; readonly over: readonly Name[] | null; readonly using: CallRef | null; readonly span: Span }
  | { readonly kind: 'using'; readonly using: CallRef; readonly span: Span }
  | { readonly kind: 'batch'; readonly index: Name; readonly by: Expr; readonly span: Span }
  | { readonly kind: 'epochs'; readonly count: Expr; readonly span: Span }
  | { readonly kind: 'steps'; readonly count: Expr; readonly span: Span }
  | { readonly kind: 'seed'; readonly seed: number; readonly span: Span }
  | { readonly kind: 'report'; readonly values: readonly Expr[]; readonly on: Name | null; readonly every: Every | null; readonly span: Span }
  | { readonly kind: 'stop'; readonly condition: Expr; readonly on: Name | null; readonly span: Span }
  | { readonly kind: 'clip'; readonly norm: Expr; readonly span: Span };

export type Item = { readonly annotations: readonly Annotation[]; readonly span: Span } & Stmt;
export type Stmt =
  | { readonly kind: 'index'; readonly indices: readonly IndexDecl[] }
  | { readonly kind: 'data'; readonly tensors: readonly TensorDecl[]; readonly source: DataSource }
  | { readonly kind: 'param'; readonly tensor: TensorDecl; readonly init: ParamInit; readonly where: Expr | null }
  | { readonly kind: 'equation'; readonly name: Name; readonly axes: readonly Expr[] | null; readonly op: EqOp; readonly value: Expr; readonly where: Expr | null; readonly until: Expr | null }
  | { readonly kind: 'train'; readonly name: Name | null; readonly clauses: readonly TrainClause[] }
  | { readonly kind: 'fn'; readonly name: Name; readonly letters: readonly Name[]; readonly formals: readonly Formal[]; readonly body: { readonly kind: 'expr'; readonly value: Expr } | { readonly kind: 'block'; readonly out: Out; readonly items: readonly Item[] } }
  | { readonly kind: 'layer'; readonly name: Name; readonly letters: readonly Name[]; readonly formals: readonly Formal[]; readonly out: Out; readonly items: readonly Item[] }
  | { readonly kind: 'let'; readonly name: Name; readonly axes: readonly Expr[] | null; readonly layer: Name; readonly at: readonly Expr[] | null; readonly args: readonly Arg[] | null }
  | { readonly kind: 'optimizer'; readonly name: Name; readonly formals: readonly Formal[]; readonly body: readonly OptStmt[] }
  | { readonly kind: 'split'; readonly index: Name; readonly parts: readonly SplitPart[]; readonly seed: number | null }
  | { readonly kind: 'setting'; readonly name: Name; readonly value: Expr }
  | { readonly kind: 'show'; readonly values: readonly Expr[]; readonly on: Name | null }
  | { readonly kind: 'check'; readonly condition: Expr; readonly on: Name | null }
  | { readonly kind: 'export'; readonly names: readonly Name[]; readonly on: Name | null; readonly path: string; readonly pathSpan: Span }
  | { readonly kind: 'import'; readonly names: readonly Name[] | null; readonly alias: Name | null; readonly path: string; readonly pathSpan: Span };

export type SplitPart =
  | { readonly kind: 'where'; readonly name: Name; readonly condition: Expr; readonly span: Span }
  | { readonly kind: 'share'; readonly name: Name; readonly share: number; readonly span: Span };

export interface Module { readonly file: string; readonly items: readonly Item[] }
