// Programs of any size stay within what engines can plan, and what they become grows in proportion to them.

import assert from 'node:assert/strict';
import test from 'node:test';
import { check } from '../../compiler/check/check.ts';
import { dialects } from '../../compiler/dialects/dialects.ts';
import { expand } from '../../compiler/expand/expand.ts';
import { libraryModules } from '../../compiler/generated/modules.ts';
import { parse } from '../../compiler/parse/parse.ts';
import { runPasses } from '../../compiler/pipeline.ts';
import { mostSources } from '../../compiler/relational/fuse.ts';
import { type Expression, type Relation, type Statement, operands, sourceCount, visitRelation } from '../../compiler/relational/ir.ts';
import { everyStatement, relational } from '../../compiler/relational/relational.ts';
import { families } from './programs.ts';

const deepest = 100;

interface Compiled { readonly equations: number; readonly statements: readonly Statement[] }

function compiled(text: string): Compiled {
  const source = { file: 'program.tsql', text };
  const { module, lost } = expand(parse(source).module, {});
  const library = ['std/prelude', 'std/loss', 'std/optim'].map(file => libraryModules[file]!);
  const checked = check(module, { catalog: null, library, lost, settings: {}, steps: null, seed: null });
  assert.deepEqual(checked.diagnostics.filter(d => d.severity === 'error'), []);
  const { program } = runPasses(checked.program!);
  const flat = (list: readonly Statement[]): readonly Statement[] => list.flatMap(s => (s.kind === 'loop' ? flat(s.body) : [s]));
  return { equations: program.definitions.length, statements: flat(everyStatement(relational(program, null, dialects.duckdb).schedule)) };
}

const relationOf = (s: Statement): Relation | null => ('from' in s && typeof s.from === 'object' ? s.from : null);

/** How many levels the expressions of a relation have. */
function depthOf(relation: Relation): number {
  const known = new Map<Expression, number>();
  const depth = (e: Expression): number => {
    const found = known.get(e) ?? operands(e).reduce((n, o) => Math.max(n, depth(o)), 0) + 1;
    known.set(e, found);
    return found;
  };
  let most = 0;
  visitRelation(relation, () => undefined, e => { most = Math.max(most, depth(e)); });
  return most;
}

const sizes: Readonly<Record<string, readonly [number, number, number]>> = { mlp: [3, 6, 9], recurrence: [10, 20, 30], tied: [20, 40, 60], transformer: [1, 2, 3], formula: [40, 80, 120], clauses: [40, 80, 120] };

for (const family of families) {
  test(`${family.title}: statements stay small, and there are as many more as there are ${family.unit} more`, () => {
    const counted = sizes[family.name]!.map(size => {
      const { equations, statements } = compiled(family.source(size));
      for (const s of statements) {
        const relation = relationOf(s);
        if (!relation) continue;
        const about = `${family.name} of ${size}: ${s.source}`;
        assert.ok(sourceCount(relation) <= mostSources, `${sourceCount(relation)} relations in ${about}`);
        assert.ok(depthOf(relation) <= deepest, `${depthOf(relation)} levels in ${about}`);
      }
      return { equations, statements: statements.length };
    });
    const [a, b, c] = counted as [typeof counted[0], typeof counted[0], typeof counted[0]];
    for (const what of ['equations', 'statements'] as const) {
      const [first, second] = [b[what] - a[what], c[what] - b[what]];
      // groups of a union are not always full
      assert.ok(Math.abs(second - first) <= 2 + 0.05 * first, `${what}: ${a[what]}, ${b[what]}, ${c[what]}`);
    }
  });
}
