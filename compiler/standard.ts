// The part of the standard library that every program sees without an import; parsed when the compiler is built.

import type { Module } from './ast.ts';
import { libraryModules } from './generated/modules.ts';

export const always: readonly Module[] = ['std/prelude', 'std/loss', 'std/metrics', 'std/optim'].map(file => libraryModules[file]!);
