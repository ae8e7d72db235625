// What one run of the checker knows and collects. Passed to every part of it.

import type { Expr, Item, Module } from '../ast.ts';
import type { Catalog, DomainMaking } from '../catalog.ts';
import { type Diagnostic, type DiagnosticExtra, diagnostic } from '../diagnostics.ts';
import type { Code } from '../catalogue.ts';
import type { Span } from '../source.ts';
import type { Axis, Carried, Definition, Index, Input, Precision, Program, ValueType } from '../tensor/ir.ts';
import type { Forced } from '../layouts/layout.ts';
import type { Annotated } from './annotations.ts';
import type { BatchPart } from './batches.ts';
import type { DataSymbol, Symbols, TensorSymbol } from './symbols.ts';
import type { Expansion } from './calls.ts';
import type { DataLayout } from './data.ts';
import type { Made } from './gradient.ts';
import type { IndexFacts } from './indices.ts';
import { Names } from './names.ts';
import type { Nested } from './reduce.ts';
import type { Scope } from './scope.ts';

/** The message of an error that has been reported already, where it was thrown first. */
export const silent = '(reported elsewhere)';

export interface CheckOptions {
  readonly catalog: Catalog | null;
  readonly library: readonly Module[];
  /** names that could not be made before: their uses are not reported */
  readonly lost?: ReadonlySet<string>;
  /** replaces the values of `setting`s */
  readonly settings: Readonly<Record<string, number | string | boolean>>;
  /** what real tensors are stored in that no annotation speaks of */
  readonly precision?: Precision;
  readonly steps: number | null;
  readonly seed: number | null;
  /** called before each statement; what it throws ends the check */
  readonly pause?: () => void;
}

/** A tensor of the IR as the elaboration sees it: one surface tensor under one choice of splits. */
export interface Tensor {
  readonly name: string;
  readonly axes: readonly TensorAxis[];
  /** what a read gives; provisional while the tensor's own equation is being elaborated */
  type: ValueType;
  /** while its equation is being elaborated: null, or what a read has taken it for */
  taken?: ValueType | null | undefined;
  readonly span: Span;
}

export interface TensorAxis extends Axis {
  /** surface index, null for a hull: then any integer in range may stand there */
  readonly base: string | null;
  /** the letter it was declared with, for messages */
  readonly letter: string;
  /** for recurrences ended early: the scalar tensor that holds the last value of the letter, and how far past it this axis goes */
  readonly last: { readonly tensor: string; readonly offset: number } | null;
}

export class Checker {
  readonly diagnostics: Diagnostic[] = [];
  readonly names = new Names();
  readonly indices = new Map<string, Index>();
  readonly domains: { index: string; making: DomainMaking }[] = [];
  readonly inputs = new Map<string, Input>();
  readonly carried: Carried[] = [];
  readonly definitions: Definition[] = [];
  readonly untils: Program['untils'][number][] = [];
  readonly notes: Program['notes'][number][] = [];
  /** how tensors are to be kept, where annotations say so */
  readonly forced: Forced[] = [];
  /** what tensors are stored in, where an annotation says so */
  readonly precisions = new Map<string, Annotated<Precision> | undefined>();
  /** instances by symbol name and split choice; null while being made */
  readonly tensors = new Map<string, Tensor>();
  readonly failed = new Set<string>();
  /** tensors whose axes are being worked out */
  readonly shaping = new Set<string>();
  readonly layouts = new Map<string, DataLayout>();
  readonly indexFacts = new Map<string, IndexFacts>();
  readonly usedIndices = new Set<string>();
  /** parameters that some goal trains */
  readonly reached = new Set<string>();
  readonly splitsReached = new Map<string, ReadonlySet<string>>();

  /** calls of functions by the names that their draws are numbered under */
  readonly callsUnder = new Map<string, readonly Expr[]>();

  /** indices that training takes in parts, and the part that each training takes */
  readonly batches = new Map<string, readonly BatchPart[]>();
  readonly batchOf = new Map<Item, BatchPart>();

  /** recurrences that end early, by the index they run over */
  readonly untilBases = new Map<string, { readonly symbol: string; readonly letter: string; /** by the parts that the recurrence is of: the tensor of its last position */ readonly lasts: Map<string, string> }>();

  /** what was made of an expression in a scope, so that it is made once */
  readonly nested = new Map<Expr, Nested[]>();
  readonly expansions = new Map<Expr, { readonly scope: Scope; readonly expansion: Expansion }[]>();
  readonly derivatives = new Map<Expr, Made[]>();
  readonly contracted = new Map<Expr, { readonly scope: Scope; readonly expr: Expr }[]>();
  /** names of input tensors as the domains of indices mention them, and as they came to be called */
  readonly inputNames = new Map<string, string>();
  /** data that gives an index keys, and the part that it gives them to */
  readonly keyed: { readonly symbol: DataSymbol; readonly part: string }[] = [];
  /** set by tensors.ts, so that inputs.ts can ask for the other parts of a split */
  instanceOf!: (symbol: TensorSymbol, splits: ReadonlyMap<string, string>) => Tensor;

  constructor(readonly symbols: Symbols, readonly options: CheckOptions, readonly file: string) {}

  /** where the functions were called that are being expanded, the outermost first */
  readonly calls: Span[] = [];

  /** What is wrong inside of another file's function is shown with the call that led there; the library is right, so there it is the call that is wrong. */
  called(d: Diagnostic): Diagnostic {
    const from = this.calls.find(span => span.file === this.file);
    if (d.span.file === this.file || !from || d.labels.some(l => l.span.file === this.file)) return d;
    return d.span.file.startsWith('std/') ? { ...d, span: from, labels: [...d.labels, { span: d.span, text: 'needed here' }] } : { ...d, labels: [...d.labels, { span: from, text: 'called here' }] };
  }

  report = (found: Diagnostic): void => {
    if (found.message === silent) return;
    const d = this.called(found);
    if (!this.diagnostics.some(o => o.code === d.code && o.span.start === d.span.start && o.span.file === d.span.file && o.message === d.message)) this.diagnostics.push(d);
  };

  warn(code: Code, span: Span, message: string, extra?: DiagnosticExtra): void {
    this.report(diagnostic('warning', code, span, message, extra));
  }
}
