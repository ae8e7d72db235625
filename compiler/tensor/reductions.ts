// The reductions of the tensor IR.

export type ReductionName = 'sum' | 'max' | 'min' | 'mean' | 'prod' | 'any' | 'all' | 'argmax' | 'argmin' | 'count';
