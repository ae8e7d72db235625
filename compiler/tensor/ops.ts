// The operations of the tensor IR.

export type OpName =
  | 'add' | 'sub' | 'mul' | 'div' | 'neg' | 'mod' | 'pow' | 'exp' | 'log' | 'log2' | 'log10' | 'log1p' | 'expm1' | 'sqrt' | 'cbrt' | 'abs' | 'sign'
  | 'floor' | 'ceil' | 'round' | 'trunc' | 'min' | 'max' | 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'and' | 'or' | 'not' | 'if' | 'coalesce' | 'present'
  | 'sin' | 'cos' | 'tan' | 'asin' | 'acos' | 'atan' | 'atan2' | 'sinh' | 'cosh' | 'tanh' | 'asinh' | 'acosh' | 'atanh' | 'sigmoid' | 'softplus'
  | 'lgamma' | 'digamma' | 'polygamma' | 'erf' | 'erfc' | 'stop' | 'int' | 'iverson' | 'isnan' | 'idiv' | 'imod' | 'least' | 'greatest' | 'clamp';
