// What must hold of any text whatever: the compiler says what is wrong with it, at a place in it, and soon.

import assert from 'node:assert/strict';
import type { Catalog } from '../../compiler/catalog.ts';
import { compile } from '../../compiler/index.ts';
import { ProgramError } from '../../compiler/diagnostics.ts';
import { format } from '../../compiler/format.ts';
import { render } from '../../compiler/render.ts';
import { library } from '../../compiler/generated/library.ts';

/** More time of the processor than this, in ms, is a hang. */
export const longest = 2000;

/** Compiles a text, and prints it in every form if `forms`. Throws with what it finds. */
export function hold(text: string, catalog: Catalog | null = null, forms = true, limit = longest): 'right' | 'wrong' {
  /** Each thing that is asked of the compiler has its own time. */
  const timed = <T>(what: string, body: () => T): T => {
    const began = process.cpuUsage();
    try {
      return body();
    } finally {
      const { user, system } = process.cpuUsage(began);
      const took = Math.round((user + system) / 1000);
      assert.ok(took < limit, `it took ${took} ms to ${what}`);
    }
  };
  const found = timed('compile', () => compile({ file: 'p.tsql', text }, catalog ? { catalog } : {}));
  const errors = found.diagnostics.filter(d => d.severity === 'error');
  for (const d of found.diagnostics) {
    for (const { start, end, file } of [d.span, ...d.labels.map(l => l.span)]) {
      const of = file === 'p.tsql' ? text : library[file];
      assert.ok(of !== undefined, `a message is about ${file}: ${d.message}`);
      assert.ok(start >= 0 && start <= end && end <= of.length, `a message is at ${start}..${end} of ${of.length}: ${d.message}`);
    }
    assert.ok(d.message !== '' && !/undefined|\[object|NaN\b(?! )/.test(d.message), d.message);
  }
  render(found.diagnostics, file => (file === 'p.tsql' ? text : library[file] ?? null), { color: false });
  assert.equal(found.plan === null, errors.length > 0, 'there is a plan where there is an error, or none where there is none');
  if (found.plan === null) return 'wrong';
  if (!forms) return 'right';
  const printed = { emit: () => found.emit('sql'), explain: () => found.explain(), forward: () => found.forward(), gradient: () => found.gradient(), singleQuery: () => found.singleQuery() };
  for (const [name, form] of Object.entries(printed)) {
    try {
      timed(`print as ${name}`, form);
    } catch (problem) {
      if (!(problem instanceof ProgramError)) throw problem;
    }
  }
  const formatted = timed('format', () => format({ file: 'p.tsql', text }).text);
  assert.equal(format({ file: 'p.tsql', text: formatted }).text, formatted, 'formatting twice is formatting once');
  return 'right';
}
