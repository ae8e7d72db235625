// Before anything is checked: other modules' definitions are brought in, and copies of layers become parameters and functions.

import type { Module } from '../ast.ts';
import type { Diagnostic } from '../diagnostics.ts';
import { resolveImports } from './imports.ts';
import { expandLayers } from './layers.ts';

/** `lost`: names that an import or a let with an error would have given, so that their uses are not reported as well. */
export interface Expanded { readonly module: Module; readonly diagnostics: readonly Diagnostic[]; readonly lost: ReadonlySet<string> }

/** A module without import and let. Errors: those of resolveImports and expandLayers. */
export function expand(module: Module, modules: Readonly<Record<string, string>>): Expanded {
  const imported = resolveImports(module, modules);
  const copied = expandLayers(imported.items, imported.lost);
  return { module: { file: module.file, items: copied.items }, diagnostics: [...imported.diagnostics, ...copied.diagnostics], lost: new Set([...imported.lost, ...copied.lost]) };
}
