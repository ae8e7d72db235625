import type { Dialect } from './dialect.ts';

/** DuckDB 1.x. */
export const duckdb: Dialect = {
  name: 'duckdb',
  types: { int: 'BIGINT', real: 'DOUBLE', bool: 'BOOLEAN', text: 'VARCHAR', date: 'DATE' },
  ops: {},
  aggregates: {
    sum: ([x]) => `SUM(${x})`,
    product: ([x]) => `PRODUCT(${x})`,
    min: ([x]) => `MIN(${x})`,
    max: ([x]) => `MAX(${x})`,
    avg: ([x]) => `AVG(${x})`,
    count: ([x]) => `COUNT(${x ?? '*'})`,
    any: ([x]) => `BOOL_OR(${x})`,
    all: ([x]) => `BOOL_AND(${x})`,
    argFirst: ([x, by], descending) => `FIRST(${x} ORDER BY ${by}${descending ? ' DESC' : ''}, ${x})`,
  },
  range: (lo, end) => (lo === 0 ? `range(${end})` : `range(${lo}, ${end})`),
};
