// The rows of inputs that the program itself gives: literals, and inputs made from other inputs.

import { InternalError } from '../../source.ts';
import type { Input } from '../ir.ts';
import { type Domain, type Key, TensorValue } from './cells.ts';

/** The rows of an input for which no data is given. Errors: InternalError if only data can give them. */
export function inputValue(input: Input, read: (tensor: string) => TensorValue, domain: (axis: number) => Domain): TensorValue {
  const { load } = input;
  switch (load.kind) {
    case 'stored': throw new InternalError(`the data of ${input.tensor} is not given`);
    case 'literal': return TensorValue.of(load.rows);
    case 'union': return TensorValue.of(load.of.flatMap(t => [...read(t).rows.values()]));
    case 'restrict': {
      const keys = domain(load.axis);
      return TensorValue.of([...read(load.of).rows.values()].filter(row => keys.place(row.at[load.axis]!) >= 0));
    }
  }
}

/** The keys that occur along an axis of a tensor, or among its values. */
export const keysOf = (tensor: TensorValue, axis: number | null): readonly Key[] =>
  [...tensor.rows.values()].map(row => (axis === null ? (row.value as Key) : row.at[axis]!));
