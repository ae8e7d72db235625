// Statements taken apart: each relation with a name becomes a table of its own, so that what an equation yields can be looked at before
// the next one reads it. For looking into a step that went wrong; the tables are thrown away with it.

import type { Span } from '../source.ts';
import type { Relation, Statement } from './ir.ts';

/** The same statements with their common table expressions as temporary tables before them, in the same order. `placeOf`: where a text that they serve stands. */
export const apart = (statements: readonly Statement[], placeOf: (text: string) => Span | null): readonly Statement[] => statements.flatMap(s => {
  switch (s.kind) {
    case 'loop': return [{ ...s, body: apart(s.body, placeOf) }];
    case 'create': case 'append': {
      const { tables, body } = cut(s.from, s, placeOf);
      return [...tables, { ...s, from: body }];
    }
    default: return [s];
  }
});

function cut(relation: Relation, { source, span }: Pick<Statement, 'source' | 'span'>, placeOf: (text: string) => Span | null): { readonly tables: readonly Statement[]; readonly body: Relation } {
  // A recursion is one thing.
  if (relation.kind !== 'with' || relation.recursive || relation.bindings.some(b => b.columns !== null)) return { tables: [], body: relation };
  let said = source;
  const tables = relation.bindings.flatMap((b): readonly Statement[] => {
    said = b.note ?? said;
    const origin = { source: said, span: placeOf(said) ?? span };
    const inner = cut(b.relation, origin, placeOf);
    return [...inner.tables, { kind: 'create', table: b.name, temporary: true, from: inner.body, ...origin }];
  });
  return { tables, body: relation.body };
}
