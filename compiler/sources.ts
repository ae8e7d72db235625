// What a program names in the world around it: data whose headers the compiler wants to see, modules whose text it needs.

import type { DataSource, Item, Module, Origin } from './ast.ts';
import type { SourceId, SourceRequests } from './catalog.ts';
import { unreachable } from './source.ts';

/** The id of a source in a catalog: `file:PATH` as written, `table:NAME` or `sql:QUERY`. */
export function sourceId(origin: Origin): SourceId {
  switch (origin.kind) {
    case 'file': return `file:${origin.path}`;
    case 'table': return `table:${origin.name}`;
    case 'sql': return `sql:${origin.query}`;
    default: return unreachable(origin);
  }
}

/** Whether an import names the standard library, which ships with the compiler. */
export const isLibraryPath = (path: string): boolean => path.startsWith('std/');

/**
 * The data sources and modules that a module names, each once, in the order in which they are first named: `data` and
 * `param … from` with their other splits, also inside layers, and imports that are not of the standard library.
 */
export function sources(module: Module): SourceRequests {
  const data = new Map<SourceId, SourceRequests['data'][number]>();
  const modules = new Map<string, SourceRequests['modules'][number]>();
  const ask = (source: DataSource): void => {
    if (source.kind !== 'stored') return;
    for (const { span, ...origin } of [source.origin, ...source.splits.map(s => s.origin)]) {
      const id = sourceId({ ...origin, span });
      if (!data.has(id)) data.set(id, { id, origin, span });
    }
  };
  const visit = (items: readonly Item[]): void => {
    for (const item of items) {
      switch (item.kind) {
        case 'data': ask(item.source); break;
        case 'param': if (item.init.kind === 'source') ask(item.init.source); break;
        case 'layer': visit(item.items); break;
        case 'fn': if (item.body.kind === 'block') visit(item.body.items); break;
        case 'import':
          if (!isLibraryPath(item.path) && !modules.has(item.path)) modules.set(item.path, { path: item.path, span: item.pathSpan });
          break;
        case 'index': case 'equation': case 'train': case 'let': case 'optimizer': case 'split': case 'setting': case 'show': case 'check': case 'export': break;
        default: unreachable(item);
      }
    }
  };
  visit(module.items);
  return { data: [...data.values()], modules: [...modules.values()] };
}
