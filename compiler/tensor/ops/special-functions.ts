// The gamma and error functions in double precision: the reference for the SQL of special-sql.ts, from the same formulas.

import { InternalError } from '../../source.ts';

const factorial = (n: number): number => Array.from({ length: n }, (_, k) => k + 1).reduce((a, b) => a * b, 1);

/** Bernoulli numbers B₂, B₄, …, B₁₈ */
const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798] as const;

/** Arguments are shifted up by this much before the asymptotic series is used. */
export const shift = 8;

/** ψ(z) ~ log z − 1/(2z) − Σ B₂ₖ / (2k z²ᵏ)   (Abramowitz & Stegun 6.3.18): the factors of z⁻², z⁻⁴, … */
export const digammaSeries: readonly number[] = bernoulli.map((b, k) => b / (2 * (k + 1)));

/** log Γ(z) ~ (z − ½) log z − z + ½ log 2π + Σ B₂ₖ / (2k (2k − 1) z²ᵏ⁻¹)   (6.1.40) */
const lgammaSeries: readonly number[] = bernoulli.map((b, k) => b / ((2 * k + 2) * (2 * k + 1)));

/** (−1)ⁿ⁺¹ ψ⁽ⁿ⁾(z) ~ (n−1)!/zⁿ + n!/(2 zⁿ⁺¹) + Σ B₂ₖ (2k+n−1)! / ((2k)! z²ᵏ⁺ⁿ)   (6.4.11): the factors after z⁻ⁿ of z⁻², z⁻⁴, … */
export const polygammaSeries = (n: number): readonly number[] =>
  bernoulli.map((b, k) => { const even = 2 * k + 2; let product = b; for (let j = even + 1; j < even + n; j++) product *= j; return product; });

/** dⁿ/dxⁿ of cot x is a polynomial in cot x: its coefficients, from the constant one up. */
export function cotangentDerivative(n: number): readonly number[] {
  let p: readonly number[] = [0, 1];
  for (let k = 0; k < n; k++) {
    const slope = p.slice(1).map((c, j) => c * (j + 1));
    p = Array.from({ length: slope.length + 2 }, (_, j) => -(slope[j] ?? 0) - (slope[j - 2] ?? 0));
  }
  return p;
}

const polynomial = (coefficients: readonly number[], x: number): number => coefficients.reduceRight((sum, c) => sum * x + c);
/** Poles lie at 0, −1, −2, … */
const isPole = (x: number): boolean => x <= 0 && x === Math.floor(x);
const cotPi = (x: number): number => 1 / Math.tan(Math.PI * (x - Math.round(x)));

/** log |Γ(x)|; error below 1e-14 of max(1, |result|). */
export function lgamma(x: number): number {
  if (isPole(x)) return Infinity;
  // the sine of what is left of a whole number: beside a pole all its digits count
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * (x - Math.round(x))))) - lgamma(1 - x);
  if (x === Infinity || x === 1 || x === 2) return x === Infinity ? x : 0;
  let product = 1;
  let z = x;
  for (; z < shift; z++) product *= z;
  const w = 1 / (z * z);
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + polynomial(lgammaSeries, w) / z - Math.log(product);
}

/** ψ(x) = d/dx log Γ(x); error below 1e-14 of max(1, |result|). NaN at the poles. */
export function digamma(x: number): number {
  if (isPole(x)) return NaN;
  if (x < 0.5) return digamma(1 - x) - Math.PI * cotPi(x);
  const z = x + shift;
  let sum = 0;
  for (let k = 0; k < shift; k++) sum += 1 / (x + k);
  const w = 1 / (z * z);
  return Math.log(z) - 0.5 / z - w * polynomial(digammaSeries, w) - sum;
}

/** ψ⁽ⁿ⁾(x) for n = 1, 2, …; relative error below 1e-14 for x > 0; below 0 its terms may cancel to 1e-12. NaN at the poles. */
export function polygamma(n: number, x: number): number {
  if (!Number.isInteger(n) || n < 1) throw new InternalError(`polygamma of order ${n}`);
  if (isPole(x)) return NaN;
  if (x < 0.5) return reflectionSign(n) * polygamma(n, 1 - x) - Math.PI ** (n + 1) * polynomial(cotangentDerivative(n), cotPi(x));
  const z = x + shift;
  let sum = 0;
  for (let k = 0; k < shift; k++) sum += (x + k) ** -(n + 1);
  const w = 1 / (z * z);
  const tail = z ** -n * (factorial(n - 1) + factorial(n) / 2 / z + w * polynomial(polygammaSeries(n), w));
  return -reflectionSign(n) * (factorial(n) * sum + tail);
}

/** (−1)ⁿ */
export const reflectionSign = (n: number): 1 | -1 => (n % 2 === 0 ? 1 : -1);

// Rational approximations of W. J. Cody, "Rational Chebyshev approximations for the error function",
// Mathematics of Computation 23 (1969), 631–637; relative error below 6e-19 in exact arithmetic. Coefficients from the constant one up.

export interface Rational { readonly top: readonly number[]; readonly bottom: readonly number[] }

/** erf(x) = x R(x²) for |x| ≤ ½ */
export const erfSmall: Rational = {
  top: [3.20937758913846947e3, 3.77485237685302021e2, 1.13864154151050156e2, 3.16112374387056560, 1.85777706184603153e-1],
  bottom: [2.84423683343917062e3, 1.28261652607737228e3, 2.44024637934444173e2, 2.36012909523441209e1, 1],
};
/** erfc(x) = exp(−x²) R(x) for ½ ≤ x ≤ 4 */
export const erfcMiddle: Rational = {
  top: [1.23033935479799725e3, 2.05107837782607147e3, 1.71204761263407058e3, 8.81952221241769090e2, 2.98635138197400131e2, 6.61191906371416295e1, 8.88314979438837594, 5.64188496988670089e-1, 2.15311535474403846e-8],
  bottom: [1.23033935480374942e3, 3.43936767414372164e3, 4.36261909014324716e3, 3.29079923573345963e3, 1.62138957456669019e3, 5.37181101862009858e2, 1.17693950891312499e2, 1.57449261107098347e1, 1],
};
/** erfc(x) = exp(−x²)/x (1/√π − R(1/x²)/x²) for x ≥ 4 */
export const erfcLarge: Rational = {
  top: [6.58749161529837803e-4, 1.60837851487422766e-2, 1.25781726111229246e-1, 3.60344899949804439e-1, 3.05326634961232344e-1, 1.63153871373020978e-2],
  bottom: [2.33520497626869185e-3, 6.05183413124413191e-2, 5.27905102951428412e-1, 1.87295284992346725, 2.56852019228982242, 1],
};

const ratio = (r: Rational, x: number): number => polynomial(r.top, x) / polynomial(r.bottom, x);

/** erfc for x > ½ */
function erfcTail(x: number): number {
  if (x <= 4) return Math.exp(-x * x) * ratio(erfcMiddle, x);
  const w = 1 / (x * x);
  return (Math.exp(-x * x) / x) * (1 / Math.sqrt(Math.PI) - w * ratio(erfcLarge, w));
}

/** 2/√π ∫₀ˣ exp(−t²) dt */
export function erf(x: number): number {
  if (Math.abs(x) <= 0.5) return x * ratio(erfSmall, x * x);
  return Number.isNaN(x) ? x : Math.sign(x) * (1 - erfcTail(Math.abs(x)));
}

/** 1 − erf(x) */
export function erfc(x: number): number {
  if (Math.abs(x) <= 0.5) return 1 - x * ratio(erfSmall, x * x);
  return Number.isNaN(x) ? x : x > 0 ? erfcTail(x) : 2 - erfcTail(-x);
}
