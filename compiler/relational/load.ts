// Data → statements that make the input tables and the index tables, and the rules that the data must obey.
//
// Each source of rows is staged once under its own name (source.ts), each input is made from what is staged (cells.ts), and
// the staged tables are dropped when the validations (validate.ts) have passed.

import type { Catalog, SourceId } from '../catalog.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { error } from '../diagnostics.ts';
import type { PlanStatement, StagedArray, Validation } from '../plan.ts';
import { commentText, quoteIdentifier } from '../quote.ts';
import { InternalError, type Span, unreachable } from '../source.ts';
import type { Axis, Index, IndexDomain, Input, Program } from '../tensor/ir.ts';
import { type Cells, cellsOf, indexOf, keyType, selectCells, type StoredLoad, valueColumnType } from './cells.ts';
import { elementType, headerOf, isArray, sourceLabel, stageRows } from './source.ts';
import { flow, literal } from './text.ts';
import { positional, validateFull, validateKeys, validateStored, validateUnique } from './validate.ts';

type Execute = Extract<PlanStatement, { kind: 'execute' }>;

export interface LoadPlan {
  readonly staged: readonly StagedArray[];
  readonly load: readonly Execute[];
  readonly validations: readonly Validation[];
  /** temporary tables to drop once the validations have passed */
  readonly scratch: readonly string[];
  /**
   * What waits for an equation: indices selected by a computed condition, and the inputs restricted to them. In an order
   * that works; each may run once the tables that it `reads` are there.
   */
  readonly deferred: readonly Execute[];
}

/** Rows of literals in one statement. */
const chunk = 1000;

/**
 * Statements that load the inputs of a program and make its index tables. Without a catalog nothing is known of the
 * types of columns, and each value is converted with care. Errors: data-mapping where types cannot become each other;
 * not-supported where the dialect reads no files.
 */
export function loadStatements(program: Program, catalog: Catalog | null, dialect: Dialect): LoadPlan {
  return new Loader(program, catalog, dialect).run();
}

/** The statement that makes the relation of an index with a table domain. Errors: InternalError if nothing says how. */
export function domainStatement(program: Program, index: string): Execute {
  const found = indexOf(program, index);
  const making = program.domains.find(d => d.index === index)?.making;
  if (!making || making.kind === 'batch' || found.domain.kind !== 'table') throw new InternalError(`index ${index} is not made from data`);
  const { domain } = found;
  const name = quoteIdentifier(domain.column);
  const head = `${createTable} ${quoteIdentifier(domain.table)} AS\n`;
  if (making.kind === 'selection') {
    const of = indexOf(program, making.of);
    const condition = shapeOf(program, making.condition);
    const column = quoteIdentifier(condition.axes[0]!.column);
    const table = quoteIdentifier(making.condition);
    const chosen = condition.fill === true
      ? `SELECT keys.key AS ${name}\nFROM (${keysQuery(of.domain, 'key')}) AS keys LEFT JOIN ${table} AS chosen ON keys.key = chosen.${column}\nWHERE coalesce(chosen.val, true)\nORDER BY ${name}`
      : `SELECT ${column === name ? name : `${column} AS ${name}`}\nFROM ${table}\nWHERE val\nORDER BY ${name}`;
    return statement(`index ${index}`, head + chosen, [making.condition, ...(condition.fill === true && of.domain.kind === 'table' ? [of.domain.table] : [])], [domain.table], `${index}: the ${making.of} for which ${making.condition}`, found.span);
  }
  const sources = making.of.map(use => {
    const input = inputOf(program, use.tensor);
    return { table: use.tensor, column: use.axis === null ? 'val' : input.axes[use.axis]!.column };
  });
  const key = (s: { readonly table: string; readonly column: string }): string => {
    const column = quoteIdentifier(s.column);
    return column === name ? name : `${column} AS ${name}`;
  };
  const [only, ...others] = sources;
  const sql = head + (domain.dense
    ? `SELECT unnest(range(0, coalesce(max(${name}) + 1, 0))) AS ${name}\nFROM (${sources.map(s => `SELECT ${key(s)} FROM ${quoteIdentifier(s.table)}`).join(' UNION ALL ')}) AS used`
    : others.length === 0
      ? `SELECT DISTINCT ${key(only!)}\nFROM ${quoteIdentifier(only!.table)}\nORDER BY ${name}`
      : `${sources.map(s => `SELECT ${key(s)} FROM ${quoteIdentifier(s.table)}`).join('\nUNION\n')}\nORDER BY ${name}`);
  return statement(`index ${index}`, sql, sources.map(s => s.table), [domain.table], `the keys of ${index}`, found.span);
}

const createTable = 'CREATE OR REPLACE TABLE';

const keysQuery = (domain: IndexDomain, as: string): string =>
  domain.kind === 'range' ? `SELECT unnest(range(${domain.lo}, ${domain.lo + domain.size})) AS ${as}` : `SELECT ${quoteIdentifier(domain.column)} AS ${as} FROM ${quoteIdentifier(domain.table)}`;

const statement = (id: string, sql: string, reads: readonly string[], writes: readonly string[], comment: string, span: Span): Execute =>
  ({ kind: 'execute', id, sql, parameters: [], reads, writes, comment: commentText(comment), span });

function inputOf(program: Program, tensor: string): Input {
  const found = program.inputs.find(i => i.tensor === tensor);
  if (!found) throw new InternalError(`no input ${tensor}`);
  return found;
}

/** Axes and fill of a tensor that an input or an equation makes. */
function shapeOf(program: Program, tensor: string): { readonly axes: readonly Axis[]; readonly fill: number | boolean | null } {
  const input = program.inputs.find(i => i.tensor === tensor);
  if (input) return { axes: input.axes, fill: null };
  for (const d of program.definitions) {
    for (const e of d.kind === 'recurrence' ? d.equations : [d]) if (e.bind === tensor) return { axes: e.axes, fill: e.kind === 'equation' ? e.fill : null };
  }
  throw new InternalError(`nothing makes ${tensor}`);
}

class Loader {
  /** where each source is staged, by source and member */
  private readonly stagedAs = new Map<string, string>();
  private readonly arrays: StagedArray[] = [];
  private readonly sources: Execute[] = [];
  private readonly taken: Set<string>;
  private readonly numbers = new Map<SourceId, string>();
  private readonly cells = new Map<string, Cells>();

  constructor(private readonly program: Program, private readonly catalog: Catalog | null, private readonly dialect: Dialect) {
    const names = [
      ...program.inputs.map(i => i.tensor), ...program.carried.map(c => c.tensor), ...program.indices.flatMap(i => (i.domain.kind === 'table' ? [i.domain.table] : [])),
      ...program.definitions.flatMap(d => (d.kind === 'recurrence' ? d.equations.map(e => e.bind) : [d.bind])),
      ...this.sourcesOf().flatMap(id => (id.startsWith('table:') ? [id.slice('table:'.length)] : [])),
    ];
    this.taken = new Set(names.map(n => n.toLowerCase()));
  }

  run(): LoadPlan {
    const made: Execute[] = [];
    for (const input of this.program.inputs) made.push(...this.input(input));
    const domains = this.program.domains.filter(d => d.making.kind !== 'batch').map(d => domainStatement(this.program, d.index));
    const { now, later } = inOrder([...made, ...domains], this.sources.flatMap(s => s.writes).concat(this.arrays.map(a => a.table)));
    const tables = new Set(now.flatMap(s => s.writes.map(t => t.toLowerCase())));
    return {
      staged: this.arrays,
      load: [...this.sources, ...now],
      validations: distinct(this.program.inputs.filter(i => tables.has(i.tensor.toLowerCase())).flatMap(i => this.validations(i, tables))),
      scratch: [...this.stagedAs.values()],
      deferred: later,
    };
  }

  private sourcesOf(): readonly SourceId[] {
    return this.program.inputs.flatMap(i => (i.load.kind === 'stored' ? [i.load.source] : []));
  }

  // ---------------------------------------------------------------- inputs

  private input(input: Input): readonly Execute[] {
    const { load } = input;
    const name = quoteIdentifier(input.tensor);
    const make = (sql: string, reads: readonly string[], comment: string): Execute => statement(`load ${input.tensor}`, `${createTable} ${name} AS\n${sql}`, reads, [input.tensor], comment, input.span);
    switch (load.kind) {
      case 'stored': {
        const cells = this.stored(input, load);
        return [make(selectCells(cells), [this.stagedAs.get(stageKey(load, this.catalog))!], `${written(input)} from ${cells.label}`)];
      }
      case 'literal': return this.literal(input, load.rows);
      case 'union': {
        const columns = (of: Input): string => [...of.axes.map((a, k) => renamed(a.column, input.axes[k]!.column)), 'val'].join(', ');
        return [make(load.of.map(t => `SELECT ${columns(inputOf(this.program, t))} FROM ${quoteIdentifier(t)}`).join('\nUNION ALL\n'), load.of, `${written(input)}: ${load.of.join(' and ')}`)];
      }
      case 'restrict': {
        const of = inputOf(this.program, load.of);
        const { domain } = indexOf(this.program, input.axes[load.axis]!.index);
        const column = quoteIdentifier(of.axes[load.axis]!.column);
        const columns = [...of.axes.map((a, k) => renamed(a.column, input.axes[k]!.column)), 'val'].join(', ');
        const test = domain.kind === 'range' ? `${column} BETWEEN ${domain.lo} AND ${domain.lo + domain.size - 1}` : `${column} IN (SELECT ${quoteIdentifier(domain.column)} FROM ${quoteIdentifier(domain.table)})`;
        return [make(`SELECT ${columns}\nFROM ${quoteIdentifier(load.of)}\nWHERE ${test}`, [load.of, ...(domain.kind === 'table' ? [domain.table] : [])], `${written(input)}: ${load.of} where ${of.axes[load.axis]!.column} is in ${input.axes[load.axis]!.index}`)];
      }
      default: return unreachable(load, 'way to load');
    }
  }

  private literal(input: Input, rows: readonly { readonly at: readonly (number | string)[]; readonly value: number | string | boolean }[]): readonly Execute[] {
    const name = quoteIdentifier(input.tensor);
    const types = [...input.axes.map(a => keyType(this.index(a))), valueColumnType(this.program, input.type)];
    const columns = [...input.axes.map(a => quoteIdentifier(a.column)), 'val'].map((c, k) => `${c} ${this.dialect.types[types[k]!]}`);
    const tuples = rows.map(row => `(${[...row.at, row.value].map((v, k) => literal(v, types[k]!)).join(', ')})`);
    const comment = written(input);
    const statements = [statement(`load ${input.tensor}`, `${createTable} ${name} (${columns.join(', ')})`, [], [input.tensor], comment, input.span)];
    for (let start = 0; start < tuples.length; start += chunk) {
      statements.push(statement(`load ${input.tensor} ${start / chunk + 1}`, `INSERT INTO ${name} VALUES\n  ${flow(tuples.slice(start, start + chunk), '  ')}`, [], [input.tensor], `values of ${comment}`, input.span));
    }
    return statements;
  }

  private stored(input: Input, load: StoredLoad): Cells {
    if (this.dialect.name !== 'duckdb') throw error('not-supported', input.span, `${this.dialect.name} cannot read ${sourceLabel(load.source)} by itself`, { hints: ['compile for duckdb'] });
    const staged = this.stage(input, load);
    const cells = cellsOf(this.program, this.catalog, input, load, staged, this.numbers.get(load.source) ?? '');
    this.cells.set(input.tensor, cells);
    return cells;
  }

  private index(axis: Axis): Index { return indexOf(this.program, axis.index); }

  // ---------------------------------------------------------------- sources

  /** The table in which the source of an input is staged; the first input that needs it has it staged. */
  private stage(input: Input, load: StoredLoad): string {
    const key = stageKey(load, this.catalog);
    const known = this.stagedAs.get(key);
    if (known !== undefined) return known;
    const label = sourceLabel(load.source);
    const table = this.fresh(load.source.startsWith('table:') ? `rows of ${load.source.slice('table:'.length)}` : load.source.startsWith('sql:') ? 'query' : load.member === null ? label : `${label} ${load.member}`);
    this.stagedAs.set(key, table);
    const header = headerOf(load.source, this.catalog);
    if (isArray(load.source, this.catalog)) {
      this.arrays.push({ table, source: load.source, member: load.member, dimensions: load.axes.length, type: elementType(header, load.member) ?? 'real' });
      return table;
    }
    const number = numberColumn(header?.kind === 'relation' ? header.columns.map(c => c.name) : []);
    this.numbers.set(load.source, number);
    const { sql, files } = stageRows(load.source, table, number, header);
    const reads = load.source.startsWith('table:') ? [load.source.slice('table:'.length)] : [];
    this.sources.push({ ...statement(`stage ${table}`, sql, reads, [table], `rows of ${label}, numbered`, input.span), files });
    return table;
  }

  private fresh(wanted: string): string {
    let name = wanted;
    for (let n = 2; this.taken.has(name.toLowerCase()); n++) name = `${wanted} ${n}`;
    this.taken.add(name.toLowerCase());
    return name;
  }

  // ---------------------------------------------------------------- rules

  private validations(input: Input, tables: ReadonlySet<string>): readonly Validation[] {
    const cells = this.cells.get(input.tensor);
    const found: Validation[] = [];
    if (cells) {
      found.push(...validateStored(this.program, cells, tables, (index, tensor, axis) => this.madeFrom(index, tensor, axis)));
    } else if (input.load.kind === 'literal') {
      found.push(...validateKeys(this.program, input, tables));
    } else if (input.load.kind === 'union' && !this.disjoint(input.load.of)) {
      found.push(validateUnique(input, input.load.of));
    }
    const known = input.axes.every(a => { const { domain } = this.index(a); return domain.kind === 'range' || tables.has(domain.table.toLowerCase()); });
    const full = input.full && input.load.kind !== 'literal' && known && !(cells && positional(cells)) ? validateFull(this.program, input, cells ? cells.label : null) : null;
    return full ? [...found, { ...full, source: cells ? cells.load.source : null }] : found;
  }

  /** Whether the keys of an index are made, among others, of this axis (or the value) of this tensor, so that it cannot leave them. */
  private madeFrom(index: string, tensor: string, axis: number | null): boolean {
    const making = this.program.domains.find(d => d.index === index)?.making;
    if (making?.kind !== 'keys') return false;
    const within = (of: string): boolean => {
      if (of === tensor) return true;
      const load = this.program.inputs.find(i => i.tensor === of)?.load;
      return load?.kind === 'union' && load.of.some(within);
    };
    return making.of.some(use => use.axis === axis && within(use.tensor));
  }

  /** Parts that are numbered on from one another along some axis cannot meet. */
  private disjoint(parts: readonly string[]): boolean {
    const inputs = parts.map(p => inputOf(this.program, p));
    return inputs[0]!.axes.some((_, k) => {
      const starts = inputs.map(i => { const source = i.load.kind === 'stored' ? i.load.axes[k] : undefined; return source?.kind === 'row' || source?.kind === 'dimension' ? source.offset : null; });
      return starts.every(s => s !== null) && new Set(starts).size === starts.length;
    });
  }
}

/** Tensors from one file share what is asked of the file. */
function distinct(rules: readonly Validation[]): readonly Validation[] {
  const seen = new Set<string>();
  return rules.filter(v => { const id = `${v.message}\u0000${v.sql}`; return !seen.has(id) && seen.add(id); });
}

const renamed = (from: string, to: string): string => (from === to ? quoteIdentifier(from) : `${quoteIdentifier(from)} AS ${quoteIdentifier(to)}`);

/** A tensor as it is written in a program: `x[s, i]`. */
const written = (input: Input): string => `${input.tensor}${input.axes.length > 0 ? `[${input.axes.map(a => a.column).join(', ')}]` : ''}`;

/** Arrays of one archive are staged one by one; rows of a source once for all. */
const stageKey = (load: StoredLoad, catalog: Catalog | null): string => (isArray(load.source, catalog) ? `${load.source}\u0000${load.member ?? ''}` : load.source);

/** A name for the column of row numbers that no column of the source has. */
function numberColumn(columns: readonly string[]): string {
  const taken = new Set(columns.map(c => c.toLowerCase()));
  let name = 'file_row';
  while (taken.has(name)) name = `_${name}`;
  return name;
}

/** Statements so that each comes after what it reads; `later` needs tables that none of them makes. */
function inOrder(statements: readonly Execute[], present: readonly string[]): { readonly now: readonly Execute[]; readonly later: readonly Execute[] } {
  const there = new Set(present);
  const sort = (waiting: readonly Execute[], known: (table: string) => boolean): { readonly done: Execute[]; readonly left: readonly Execute[] } => {
    const done: Execute[] = [];
    let left = waiting;
    for (;;) {
      const ready = left.filter(s => s.reads.every(known));
      if (ready.length === 0) return { done, left };
      for (const s of ready) { done.push(s); for (const t of s.writes) there.add(t); }
      left = left.filter(s => !ready.includes(s));
    }
  };
  const first = sort(statements, t => there.has(t));
  const made = new Set(first.left.flatMap(s => s.writes));
  const second = sort(first.left, t => there.has(t) || !made.has(t));
  if (second.left.length > 0) throw new InternalError(`data waits for itself: ${second.left.map(s => s.id).join(', ')}`);
  return { now: first.done, later: second.done };
}
