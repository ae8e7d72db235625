import type { Dialect } from './dialect.ts';

/** DuckDB 1.x. */
export const duckdb: Dialect = {
  name: 'duckdb',
  types: { int: 'BIGINT', real: 'DOUBLE', bool: 'BOOLEAN', text: 'VARCHAR', date: 'DATE' },
  ops: {},
  aggregates: {
    sum: 'SUM({0})', product: 'PRODUCT({0})', min: 'MIN({0})', max: 'MAX({0})', avg: 'AVG({0})', count: 'COUNT({0})', any: 'BOOL_OR({0})', all: 'BOOL_AND({0})',
    argFirst: { ascending: 'ARG_MIN({0}, ROW({1}, {0}))', descending: 'ARG_MIN({0}, ROW(-{1}, {0}))' },
  },
  range: (lo, end) => (lo === 0 ? `range(${end})` : `range(${lo}, ${end})`),
  infinity: "'Infinity'::DOUBLE",
  negativeInfinity: "'-Infinity'::DOUBLE",
  nan: "'NaN'::DOUBLE",
};
