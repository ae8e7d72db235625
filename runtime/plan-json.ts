// What `tsql explain --json` says: one object with every statement, its place in the program, and what it takes.

import type { Measurements } from '../compiler/cost/table.ts';
import { position, type Source } from '../compiler/source.ts';
import type { Compilation } from './compile.ts';

/** The plan as data: phases in order, statements with estimates, and what was measured of them. */
export function planJson(compilation: Compilation, source: Source, measured: Measurements | null): object {
  const plan = compilation.plan!;
  return {
    program: source.file, dialect: plan.dialect,
    layouts: plan.training.map(t => ({ training: t.name, layout: t.layout.name, declined: t.layout.declined })),
    phases: compilation.costs().map(p => ({
      phase: p.kind, training: p.training, title: p.title,
      statements: p.statements.map(({ statement: s, layout, cost, milliseconds }) => {
        const m = measured?.get(s.id);
        return {
          id: s.id, comment: s.comment, file: s.span.file, line: s.span.file === source.file ? position(source.text, s.span.start).line : null, layout,
          estimate: { rows: Math.round(cost.rows), bytes: Math.round(cost.bytes), multiplyAdds: Math.round(cost.work.multiplyAdd), milliseconds, guessed: cost.guessed },
          ...(measured ? { measured: m ?? null } : {}),
          ...(s.kind === 'loop' ? { loop: { counter: s.counter, from: s.from, to: s.to, statements: s.body.length } } : { reads: s.reads, writes: s.writes, sql: s.sql }),
        };
      }),
    })),
  };
}
