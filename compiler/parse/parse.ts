// From text to AST. The text is cut at its statements and each is read on its own: so all errors of a file are reported in one
// run, and what is remembered of a text is no larger than a statement. The cut is exact for programs: no statement goes
// on with `name =`, `name[…] =` or a statement word outside brackets, and those are what it cuts at.

import type { Item, Module } from '../ast.ts';
import type { Diagnostic } from '../diagnostics.ts';
import type { Source } from '../source.ts';
import { type Block, type Brackets, pairBrackets, statementStarts } from './cut.ts';
import { deepest, nestedTooDeeply, tooHigh, treeLimit } from './depth.ts';
import { explain, type Failed, failurePosition, said } from './explain.ts';
import { reader, type Rule } from './reader.ts';
import { escapeSlip, lexicalSlip, numberSlip, type Slip, slipIn } from './slips.ts';
import { type Token, tokenize } from './tokens.ts';

export interface Parsed {
  /** the statements that could be read */
  readonly module: Module;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses a program. Never throws for a text, however odd or large: what cannot be read is left out of the module and
 * reported as `syntax`, or `too-deep` where it is nested too deeply for the stages that recurse.
 */
export function parse(source: Source): Parsed {
  const { file, text } = source;
  const tokens = tokenize(text).filter(t => t.kind !== 'comment');
  const reading: Reading = { source, tokens, brackets: pairBrackets(text, tokens), diagnostics: [] };
  const items = readPieces(reading, 0, tokens.length, 'items') as readonly Item[];
  // a tree is no higher than its text is long
  const high = items.map(item => (item.span.end - item.span.start > treeLimit ? tooHigh([item]) : []));
  const diagnostics = [...reading.diagnostics, ...high.flat()].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return { module: { file, items: items.filter((_, k) => high[k]!.length === 0) }, diagnostics };
}

interface Reading { readonly source: Source; readonly tokens: readonly Token[]; readonly brackets: Brackets; readonly diagnostics: Diagnostic[] }

const ruleOf: Readonly<Record<Block, Rule>> = { items: 'Program', clauses: 'Clauses', rules: 'OptStmts' };

/** Reads the statements between two tokens, each on its own, and returns what could be read. */
function readPieces(reading: Reading, from: number, to: number, block: Block): readonly unknown[] {
  const starts = statementStarts(reading.source.text, reading.tokens, reading.brackets, from, to, block);
  return starts.flatMap((start, k) => readPiece(reading, start, starts[k + 1] ?? to, block));
}

function readPiece(reading: Reading, from: number, to: number, block: Block): readonly unknown[] {
  const { source: { file, text }, tokens, diagnostics } = reading;
  const own = tokens.slice(from, to);
  const unreadable = own.map(t => (t.kind === 'bad' ? lexicalSlip(t) : escapeSlip(t) ?? numberSlip(t))).filter(slip => slip !== null);
  if (unreadable.length) {
    diagnostics.push(...grouped(unreadable).map(slip => said(file, slip)));
    return [];
  }
  const deep = deepest(own);
  if (deep) {
    diagnostics.push(nestedTooDeeply({ file, start: deep.start, end: deep.end }));
    return [];
  }
  const start = own[0]!.start;
  const read = reader().read(text.slice(start, own.at(-1)!.end), ruleOf[block], file, start);
  if (read.kind === 'read') {
    diagnostics.push(...read.problems);
    return read.nodes;
  }
  if (read.kind === 'overflow') {
    diagnostics.push(nestedTooDeeply({ file, start, end: own.at(-1)!.end }));
    return [];
  }
  if (block === 'items' && readBlock(reading, from, to)) return [];
  const failed: Failed = { file, text, tokens: own, stop: read.stop, base: start };
  diagnostics.push(bracketSlip(reading, from, to, failurePosition(failed)) ?? explain(failed));
  return [];
}

/** Slips of one statement that are worth telling: neighbours of one sort, as in `&&`, are one; no more than a few. */
function grouped(slips: readonly Slip[]): readonly Slip[] {
  const groups: Slip[] = [];
  for (const slip of slips) {
    const last = groups.at(-1);
    if (last && last.message === slip.message && last.end === slip.start) groups[groups.length - 1] = { ...last, end: slip.end };
    else groups.push(slip);
  }
  return groups.slice(0, 5);
}

const blocks: Readonly<Record<string, Block>> = { layer: 'items', fn: 'items', train: 'clauses', optimizer: 'rules' };

/** A statement with a block: its head and the statements of the block are read by themselves. False if that finds nothing wrong. */
function readBlock(reading: Reading, from: number, to: number): boolean {
  const { source: { file, text }, tokens, brackets, diagnostics } = reading;
  const word = tokens.slice(from, to).find(t => Object.hasOwn(blocks, t.text));
  const open = tokens.findIndex((t, i) => i >= from && i < to && t.text === '{' && brackets.partner[i]! >= 0 && brackets.partner[i]! < to);
  if (!word || open < 0) return false;
  const before = diagnostics.length;
  const close = brackets.partner[open]!;
  const start = tokens[from]!.start;
  const head = reader().read(`${text.slice(start, tokens[open]!.end)}}`, 'Program', file, start);
  // where a function is written like one of another language, its block is no list of statements
  if (close > open + 1 && (head.kind === 'read' || word.text !== 'fn')) readPieces(reading, open + 1, close, blocks[word.text]!);
  if (head.kind === 'failed') diagnostics.push(explain({ file, text, tokens: tokens.slice(from, open + 1), stop: head.stop, base: start }));
  if (close + 1 < to) readPieces(reading, close + 1, to, 'items');
  return diagnostics.length > before;
}

/** A bracket without a partner at or before the place of a failure is its likeliest reason, unless a known slip explains it. */
function bracketSlip({ source: { file, text }, tokens, brackets }: Reading, from: number, to: number, failure: number): Diagnostic | null {
  const first = brackets.lonely.find(i => i >= from && i < to && tokens[i]!.start <= failure);
  if (first === undefined || slipIn(tokens.slice(from, to), to - from, text)) return null;
  const { start, end, text: bracket } = tokens[first]!;
  const opens = '([{'.includes(bracket);
  return said(file, {
    start, end,
    message: opens ? `this ${bracket} is never closed` : `this ${bracket} closes nothing`,
    hints: [opens ? `add a ${{ '(': ')', '[': ']', '{': '}' }[bracket]}` : `take it out, or add the opening ${{ ')': '(', ']': '[', '}': '{' }[bracket]}`],
  });
}
