// What work costs on an engine: the one table of prices, which choosing a layout and explaining a plan both take.

/** Kinds of work that a statement is made of, and what a unit of each is. */
export const workKinds = {
  statement: 'a statement planned and begun',
  source: 'a relation of a statement planned',
  expression: 'an expression of a statement planned',
  joined: 'a combination of rows that is joined',
  aggregated: 'a row added up in its group',
  row: 'a row made',
  operation: 'an operation on a value',
  function: 'a function of a value, such as exp',
  multiplyAdd: 'a multiply-add of a contraction',
  product: 'an inner product of two lists begun',
  element: 'an element of a list made by a function',
  copied: 'an element of a list copied',
  place: 'an element of a list looked up by its place',
} as const;

export type WorkKind = keyof typeof workKinds;
export const kindsOfWork = Object.keys(workKinds) as readonly WorkKind[];

/** Nanoseconds a unit, on one thread. */
export type Prices = Readonly<Record<WorkKind, number>>;

/** How much of each kind. */
export type Work = Readonly<Record<WorkKind, number>>;

/** Measured by `tsql calibrate` with DuckDB 1.5 on one core of a small server, and rounded. */
export const shippedPrices: Prices = {
  statement: 400_000, source: 100_000, expression: 15_000,
  joined: 6, aggregated: 13, row: 28, operation: 2, function: 12,
  multiplyAdd: 0.9, product: 5, element: 6, copied: 3, place: 50,
};

export const noWork: Work = Object.fromEntries(kindsOfWork.map(k => [k, 0])) as Record<WorkKind, number>;

export const addWork = (a: Work, b: Work, times = 1): Record<WorkKind, number> => Object.fromEntries(kindsOfWork.map(k => [k, a[k] + b[k] * times])) as Record<WorkKind, number>;

/** What work costs, in milliseconds. */
export const millisecondsOf = (work: Work, prices: Prices): number => kindsOfWork.reduce((sum, k) => sum + work[k] * prices[k], 0) / 1e6;
