// Random programs: derivatives, plain, of second order and along directions, against central differences.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../seeded.ts';
import { checkDerivatives } from './differences.ts';
import { drawnProgram, plan } from './draw.ts';

/** TSQL_RUNS=… draws more of them. */
const runs = Number(process.env['TSQL_RUNS'] ?? 40);

function hold(order: 1 | 2, tolerance: number, numRuns: number): void {
  let cells = 0, corners = 0;
  fc.assert(fc.property(plan, drawn => {
    const found = checkDerivatives(drawnProgram(drawn, order), { tolerance, corners: 'leave out' });
    cells += found.cells;
    corners += found.corners;
  }), { numRuns });
  assert(corners * 50 <= cells, `${corners} of ${cells} cells were left out as corners`);
}

test('first order, by one cell, by all, along a direction', () => hold(1, 2e-5, runs));

test('second order', () => hold(2, 2e-4, Math.ceil(runs * 0.6)));
