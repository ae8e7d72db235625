// A chain of 2 × 2 matrices, multiplied from the left by one query of common table expressions, one product each.

export type Matrix = readonly [readonly [number, number], readonly [number, number]];

/** Their product as one query over nothing, with rows (i, j, val). */
export function chainQuery(matrices: readonly Matrix[]): string {
  const given = matrices.map((m, k) => `a${k}(i, j, val) AS (VALUES ${m.flatMap((r, i) => r.map((v, j) => `(${i}, ${j}, ${v})`)).join(', ')})`);
  const products = matrices.slice(1).map((_, n) => {
    const left = n === 0 ? 'a0' : `p${n}`;
    const right = `a${n + 1}`;
    return `p${n + 1}(i, j, val) AS (SELECT ${left}.i, ${right}.j, sum(${left}.val * ${right}.val) FROM ${left}, ${right} WHERE ${left}.j = ${right}.i GROUP BY ${left}.i, ${right}.j)`;
  });
  return `WITH\n${[...given, ...products].join(',\n')}\nSELECT i, j, val FROM p${matrices.length - 1} ORDER BY i, j`;
}
