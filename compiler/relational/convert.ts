// From what a file holds to what a tensor wants: for each pair of types an SQL expression, and a predicate that finds
// what does not convert. Nothing becomes NULL in silence: a failed conversion is NULL in the table and a row of a validation.

import type { ColumnType } from '../catalog.ts';
import { error } from '../diagnostics.ts';
import type { Span } from '../source.ts';

/** SQL names of the types that tables of tensors are made of. */
export const sqlType: Readonly<Record<ColumnType, string>> = { real: 'DOUBLE', f32: 'FLOAT', int: 'BIGINT', bool: 'BOOLEAN', text: 'VARCHAR', date: 'DATE' };

export interface Conversion {
  readonly value: string;
  /** true for a value that is there but does not convert; null: each one does */
  readonly bad: string | null;
  /** true for a number that is written and is larger than any of its type; null: none is written, or none can be. Such a value is not `bad`. */
  readonly beyond: string | null;
  /** true where nothing is there; a number that is not a number counts as nothing */
  readonly missing: string;
}

/** What a value has to be, for messages: `… is not …`. */
export const wanted: Readonly<Record<ColumnType, string>> = { real: 'a number', f32: 'a number of 32 bits', int: 'a whole number', bool: 'true or false', text: 'text', date: 'a date' };

const nan = "'nan'::DOUBLE";

/** How infinity is written where it is meant; whatever else is read as infinite is a number too large. */
const infinite = "'[+-]?inf(inity)?'";

/**
 * `column` (SQL) of type `from` (null: not known) as a value of type `to`. `coded`: NaN becomes NULL, for mappings that say
 * what a missing value is. Error `data-mapping` where no value of the one type could be one of the other.
 */
export function convert(column: string, from: ColumnType | null, to: ColumnType, coded: boolean, span: Span, label: string): Conversion {
  const isNull = `${column} IS NULL`;
  const failed = (value: string): string => `${column} IS NOT NULL AND ${value} IS NULL`;
  const refuse = (): never => {
    throw error('data-mapping', span, `${label} holds ${from === 'date' ? 'dates' : 'truth values'}, ${wanted[to]} is wanted`, { hints: ['map another column'] });
  };
  switch (to) {
    case 'text': return { value: from === 'text' ? column : `CAST(${column} AS VARCHAR)`, bad: null, beyond: null, missing: isNull };
    case 'date': {
      if (from === 'date') return { value: column, bad: null, beyond: null, missing: isNull };
      if (from === 'bool') return refuse();
      const value = from === 'text' ? `TRY_CAST(${column} AS DATE)` : `TRY_CAST(CAST(${column} AS VARCHAR) AS DATE)`;
      return { value, bad: failed(value), beyond: null, missing: isNull };
    }
    case 'bool': {
      if (from === 'bool') return { value: column, bad: null, beyond: null, missing: isNull };
      if (from === 'date') return refuse();
      const word = `lower(trim(${from === 'text' ? column : `CAST(${column} AS VARCHAR)`}))`;
      const value = from === 'int' || from === 'real'
        ? `CASE ${column} WHEN 1 THEN true WHEN 0 THEN false END`
        : `CASE WHEN ${word} IN ('true', 't', 'yes', 'y', '1') THEN true WHEN ${word} IN ('false', 'f', 'no', 'n', '0') THEN false END`;
      return { value, bad: failed(value), beyond: null, missing: isNull };
    }
    case 'int': {
      if (from === 'date') return refuse();
      if (from === 'int' || from === 'bool') return { value: `CAST(${column} AS BIGINT)`, bad: null, beyond: null, missing: isNull };
      // A cast to BIGINT rounds, so the whole number is compared with what it came from.
      const number = from === 'real' ? column : `TRY_CAST(${column} AS DOUBLE)`;
      const value = `TRY_CAST(${column} AS BIGINT)`;
      const missing = from === 'text' ? isNull : `(${isNull} OR TRY_CAST(${column} AS DOUBLE) = ${nan})`;
      const whole = `${value} IS NOT NULL AND ${number} = CAST(${value} AS DOUBLE)`;
      return { value, bad: from === 'text' ? `${column} IS NOT NULL AND NOT coalesce(${whole}, false)` : `NOT ${missing} AND NOT coalesce(${whole}, false)`, beyond: null, missing };
    }
    case 'real': case 'f32': {
      if (from === 'date') return refuse();
      if (from === 'int' || from === 'bool') return { value: `CAST(${column} AS ${sqlType[to]})`, bad: null, beyond: null, missing: isNull };
      const sure = from === 'real' && to === 'real';
      // A text becomes infinite in FLOAT where a DOUBLE does not become one: by way of DOUBLE it does not convert.
      const double = `TRY_CAST(${column} AS DOUBLE)`;
      const cast = sure ? `CAST(${column} AS DOUBLE)` : to === 'real' ? double : `TRY_CAST(${from === 'real' ? column : double} AS FLOAT)`;
      const written = from === 'text' ? column : `CAST(${column} AS VARCHAR)`;
      return {
        value: coded ? `nullif(${cast}, ${nan})` : cast,
        bad: sure ? null : failed(cast),
        beyond: from === 'real' ? null : `isinf(${double}) AND NOT regexp_full_match(trim(${written}), ${infinite}, 'i')`,
        missing: `coalesce(${cast} = ${nan}, ${isNull})`,
      };
    }
  }
}
