// Random numbers by counting: a draw is a function of (seed, stream, step, place), so that it is the same in every engine and
// every order of evaluation, and the same in a backward pass as in the forward pass.
//
// The state is two numbers L, R below M = 2^26. A round takes in a whole number v = v₀ + M·v₁:
//     x = (R + v₀) mod M          L' = x          R' = (L + ⌊x (x + c) / 2^13⌋ + v₁) mod M
// which is a Feistel round (no two v lead to one state) whose function is the middle of a product, with an odd c < 2^25 that
// differs from round to round. After the last v some rounds follow that take in nothing. Every intermediate value is below 2^53, so the
// arithmetic is exact in 64-bit integers and in doubles alike. A uniform number is (M·L + R + ½) / 2^52, inside (0, 1).

import { call, integer, number, type Scalar } from './ir.ts';

const M = 2 ** 26;
const middle = 2 ** 13;
/** rounds after the last number taken in */
const finalRounds = 4;

/** Odd numbers below 2^25, from the fractional parts of the square roots of 2, 3, 5, 7, … */
const constants: readonly number[] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37].map(p => Math.floor((Math.sqrt(p) % 1) * 2 ** 24) * 2 + 1);
const constantOf = (round: number): number => constants[round % constants.length]!;

interface State { readonly left: Scalar; readonly right: Scalar; readonly round: number }

const plus = (a: Scalar, b: Scalar): Scalar => call('add', a, b);
const times = (a: Scalar, b: Scalar): Scalar => call('mul', a, b);
const remainder = (a: Scalar, by: number): Scalar => call('irem', a, integer(by));
const quotient = (a: Scalar, by: number): Scalar => call('iquot', a, integer(by));

/** One round; `low` and `high` are the parts of the number taken in, null for none. */
function turn({ left, right, round }: State, low: Scalar | null, high: Scalar | null): State {
  const x = low ? remainder(plus(right, low), M) : right;
  const product = quotient(times(x, plus(x, integer(constantOf(round)))), middle);
  const sum = plus(left, product);
  return { left: x, right: remainder(high ? plus(sum, high) : sum, M), round: round + 1 };
}

/** Takes in a whole number of 0 … 2^52 − 1, or with `anySign` also negative ones. */
function take(state: State, value: Scalar, anySign = false): State {
  if (value.kind === 'literal' && typeof value.value === 'number') {
    const high = Math.floor(value.value / M);
    return turn(state, integer(value.value - high * M), high === 0 ? null : integer(((high % M) + M) % M));
  }
  const low = anySign ? call('imod', value, integer(M)) : value;
  const high = anySign ? call('imod', call('idiv', value, integer(M)), integer(M)) : quotient(value, M);
  return turn(state, low, high);
}

/** The state that stands for the name of a stream: the same rounds over its characters, in plain numbers. */
function streamState(stream: string): State {
  let [left, right] = [constants[0]! % M, constants[1]! % M];
  [...stream, ...'\0\0\0\0'].forEach((character, k) => {
    const x = (right + character.codePointAt(0)!) % M;
    [left, right] = [x, (left + Math.floor((x * (x + constantOf(k))) / middle)) % M];
  });
  return { left: integer(left), right: integer(right), round: 0 };
}

export interface Counters { readonly seed: Scalar; readonly step: Scalar }

const place = (stream: string, at: readonly Scalar[], counters: Counters): State =>
  at.reduce<State>((state, k) => take(state, k), take(take(streamState(stream), counters.seed, true), counters.step));

function finish(from: State, lane: number): Scalar {
  let state = take(from, integer(lane));
  for (let k = 0; k < finalRounds; k++) state = turn(state, null, null);
  const whole = plus(times(state.left, integer(M)), state.right);
  return call('div', plus(whole, number(0.5)), number(2 ** 52));
}

/**
 * A number inside (0, 1): the draw of this lane at a place (whole numbers from 0) of a stream. Draws at different places, steps,
 * lanes, streams or seeds are independent for all practical purposes.
 */
export const drawUniform = (stream: string, lane: number, at: readonly Scalar[], counters: Counters): Scalar => finish(place(stream, at, counters), lane);

/** A draw of the normal distribution: μ + σ √(−2 log u) cos 2πv   (Box & Muller 1958). */
export function drawNormal(mu: Scalar, sigma: Scalar, stream: string, at: readonly Scalar[], counters: Counters): Scalar {
  const from = place(stream, at, counters);
  const radius = call('sqrt', times(number(-2), call('log', finish(from, 0))));
  return plus(mu, times(sigma, times(radius, call('cos', times(number(2 * Math.PI), finish(from, 1))))));
}

/** 1 with probability p, else 0. */
export const drawBernoulli = (p: Scalar, stream: string, at: readonly Scalar[], counters: Counters): Scalar => call('bernoulli', drawUniform(stream, 0, at, counters), p);
