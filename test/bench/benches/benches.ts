// All benches, in the order in which they run.

import type { Bench } from '../bench.ts';
import { chain } from './chain.ts';
import { chosen, convnet, transformer } from './examples.ts';
import { factors } from './factors.ts';
import { memory } from './memory.ts';
import { mlp } from './mlp.ts';
import { nothing } from './nothing.ts';
import { product } from './product.ts';
import { iterations } from './recursive.ts';
import { scaling } from './scaling.ts';
import { statement } from './statement.ts';

export const benches: readonly Bench[] = [mlp, statement, iterations, product, convnet, transformer, factors, chosen, scaling, chain, nothing, memory];
