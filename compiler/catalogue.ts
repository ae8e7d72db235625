// One entry a message code: its title and the page that `tsql help CODE` prints.

export interface Entry { readonly title: string; readonly page: string }

const entry = (title: string, page: string): Entry => ({ title, page });

export const catalogue = {
  'syntax': entry('the text is not a tsql program', ''),
  'too-deep': entry('nested too deeply', ''),
  'unknown-name': entry('nothing has this name', ''),
  'name-taken': entry('a name is defined twice', ''),
  'unbound-index': entry('nothing says what to do with an index', ''),
  'ambiguous-sum': entry('a sum could stand in two places', ''),
  'wrong-axis': entry('an axis is read with the wrong index', ''),
  'wrong-arity': entry('wrong number of indices or arguments', ''),
  'colliding-rows': entry('several rows may land in one cell', ''),
  'out-of-range': entry('a coordinate leaves its axis', ''),
  'layer-call': entry('a layer is called without its own parameters', ''),
  'unsized-index': entry('an index has no size', ''),
  'wrong-type': entry('a value has the wrong type', ''),
  'circular': entry('a tensor is defined by itself', ''),
  'import': entry('an import cannot be resolved', ''),
  'no-result': entry('a function does not define its result', ''),
  'grad-target': entry('what grad differentiates by', ''),
  'not-differentiable': entry('an operation has no derivative', ''),
  'not-supported': entry('not supported yet', ''),
  'data-mapping': entry('the mapping of a data source does not fit', ''),
  'data-missing': entry('a data source cannot be read', ''),
  'data-invalid': entry('the data breaks a rule', ''),
  'unused-index': entry('an index is never used', ''),
  'broadcast': entry('an index on the left does not occur on the right', ''),
  'unused-letter': entry('a letter does not occur in what it binds', ''),
  'zero-derivative': entry('a derivative is zero everywhere', ''),
  'unreached-parameter': entry('the loss does not reach a parameter', ''),
  'too-large': entry('too many rows', ''),
  'single-query': entry('the program cannot become one query', ''),
  'training': entry('the training block does not fit', ''),
} as const satisfies Record<string, Entry>;

export type Code = keyof typeof catalogue;
