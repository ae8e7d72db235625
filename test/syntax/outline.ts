// A tree on one line, to compare with what is expected: (kind field=value …), names and expressions without ceremony.

import { withoutSpans } from './programs.ts';

/** The outline of a tree. Fields that are null are left out; a name is its text. */
export const outline = (node: unknown): string => show(withoutSpans(node));

function show(node: unknown): string {
  if (Array.isArray(node)) return `[${node.map(show).join(' ')}]`;
  if (node === null || typeof node !== 'object') return typeof node === 'string' ? (/^[^\s"[\]()=]+$/.test(node) ? node : JSON.stringify(node)) : String(node);
  const record = node as Readonly<Record<string, unknown>>;
  const { kind, ...rest } = record;
  const fields = Object.entries(rest).filter(([key, value]) => value !== null && !(key === 'annotations' && Array.isArray(value) && value.length === 0));
  if (kind === undefined && fields.length === 1 && fields[0]![0] === 'text') return show(fields[0]![1]);
  switch (kind) {
    case 'name': return String(record['name']);
    case 'number': if ('text' in record) return String(record['text']); break;
    case 'boolean': return String(record['value']);
    case 'string': return JSON.stringify(record['value']);
    case 'end': return 'end';
    case 'size': return `|${show(record['index'])}|`;
    case 'access': return `${String(record['name'])}${show(record['at'])}`;
    case 'paren': return `(paren ${show(record['inner'])})`;
    case 'iverson': return `(iverson ${show(record['condition'])})`;
    case 'binary': return `(${String(record['op'])} ${show(record['left'])} ${show(record['right'])})`;
    case 'coalesce': return `(?? ${show(record['left'])} ${show(record['right'])})`;
    case 'unary': return `(${String(record['op'])} ${show(record['operand'])})`;
    case 'if': return `(if ${show(record['condition'])} ${show(record['then'])} ${show(record['else'])})`;
  }
  return `(${[...(kind === undefined ? [] : [String(kind)]), ...fields.map(([key, value]) => `${key}=${show(value)}`)].join(' ')})`;
}
