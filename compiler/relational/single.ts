// A whole training, or a whole recurrence, as one statement: WITH RECURSIVE over one state relation.
//
//   state(step, tensor, k1 … kn, val)     what is carried from step to step, tensors below one another
//   first rows                            the first generation
//   recursive arm                         the generation before, a CTE a tensor; then each equation of a step as a CTE
// What does not change from step to step is computed in CTEs before it.

import type { Catalog } from '../catalog.ts';
import { dialects } from '../dialects/dialects.ts';
import { commentText } from '../quote.ts';
import { printRelation } from '../sql/print.ts';
import type { Program } from '../tensor/ir.ts';
import type { RelationalOptions } from './assemble.ts';
import { type Relation, literal, mapExpression, mapExpressions } from './ir.ts';
import { withoutCopies } from './lower/copies.ts';
import { explicitFills } from './lower/fill.ts';
import { loadStatements } from './load.ts';
import { namingOf } from './naming.ts';
import { recurrenceQuery } from './single/recurrence.ts';
import { tiledTrainingQuery } from './single/tiles.ts';
import { trainingQuery } from './single/training.ts';
import { verifyRelation } from './verify.ts';

/**
 * One SQL statement over the tables of data: the entire full-batch training of a program with one goal, which yields the last generation
 * of what it carries; or, without training, the recurrence that its results come from, which yields what the program shows.
 * Errors: `single-query` where the program is of another kind.
 */
export function singleQuery(program: Program, catalog: Catalog | null, options: RelationalOptions): string {
  const dialect = dialects[options.dialect];
  const naming = namingOf(program);
  const plain = withoutCopies(program);
  const filled = explicitFills(plain, naming);
  const { deferred } = loadStatements(filled, catalog, dialect);
  const tiled = program.training.length > 0 && (options.layout ?? 'coo') !== 'coo' ? tiledTrainingQuery(plain, filled, naming, deferred) : null;
  const query = tiled && !('reason' in tiled) ? tiled : program.training.length > 0 ? trainingQuery(filled, naming, deferred) : recurrenceQuery(filled, naming, deferred);
  const relation = withoutParameters(query, program.training[0]?.seed ?? 0);
  verifyRelation(relation);
  const what = program.training.length > 0 ? 'its whole training' : 'its whole recurrence';
  return `-- ${commentText(program.file)}: ${what} as one statement, over the tables of its data\n${printRelation(relation, dialect)};\n`;
}

/** The seed as a number, of the type that a parameter has; outside training no step has been made. */
function withoutParameters(query: Relation, seed: number): Relation {
  const values: Readonly<Record<string, number>> = { seed, step: 0 };
  return mapExpressions(query, e => mapExpression(e, n => (n.kind === 'parameter' && n.name in values ? { kind: 'cast', value: literal(values[n.name]!, 'int'), type: 'int' } : n)));
}
