// What a query of a program reads, told by the engine's own parser: the tree of its syntax, as JSON. Nothing of it is executed.

import { DatabaseError, type QueryReads } from '../database.ts';

/** Functions in FROM that read files whose paths are their first argument. */
const fileFunctions: ReadonlySet<string> = new Set([
  'read_csv', 'read_csv_auto', 'sniff_csv', 'read_parquet', 'parquet_scan', 'parquet_schema', 'parquet_metadata', 'parquet_file_metadata', 'parquet_kv_metadata',
  'read_json', 'read_json_auto', 'read_ndjson', 'read_ndjson_auto', 'read_json_objects', 'read_json_objects_auto', 'read_ndjson_objects',
]);

/** Functions in FROM that make rows out of their arguments and of nothing else. */
const rowFunctions: ReadonlySet<string> = new Set(['range', 'generate_series', 'unnest', 'repeat', 'repeat_row', 'json_each', 'json_tree']);

/** Functions that leave something behind, or tell of what is not data. */
const effects: ReadonlySet<string> = new Set(['nextval', 'currval', 'setseed', 'write_log', 'getenv', 'getvariable', 'current_setting', 'sleep_ms', 'query', 'query_table', 'checkpoint', 'force_checkpoint']);

/** The answer of json_serialize_sql, as far as it is read here. */
type Node = { readonly [key: string]: unknown };
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

const refused = (message: string, hint: string): DatabaseError => new DatabaseError('permission', message, hint);

/**
 * What a query reads. `serialized`: what json_serialize_sql says of it. Errors: DatabaseError `statement` if it is not one SELECT,
 * `permission` if it calls what a program may not.
 */
export function readsOfQuery(query: string, serialized: string): QueryReads {
  const tree = JSON.parse(serialized) as { readonly error: boolean; readonly error_type?: string; readonly error_message?: string; readonly statements?: readonly unknown[] };
  if (tree.error) {
    if (tree.error_type === 'not implemented') throw new DatabaseError('statement', 'this is not a query', 'write one SELECT');
    throw new DatabaseError('statement', `Parser Error: ${tree.error_message ?? 'syntax error'}`, '');
  }
  if (tree.statements?.length !== 1) throw new DatabaseError('statement', `there are ${tree.statements?.length ?? 0} statements`, 'write one SELECT');
  const bytes = Buffer.from(query);
  const quoted = (at: unknown): boolean => typeof at === 'number' && bytes[at] === 0x22;
  const files: string[] = [];
  const tables: { name: string; text: boolean }[] = [];
  const named = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) { value.forEach(visit); return; }
    if (!isNode(value)) return;
    switch (value['type']) {
      case 'SHOW_REF': throw refused('the query describes tables instead of reading them', 'write one SELECT');
      case 'BASE_TABLE': {
        const name = [value['catalog_name'], value['schema_name'], value['table_name']].filter(part => typeof part === 'string' && part !== '').join('.');
        tables.push({ name, text: !quoted(value['query_location']) });
        break;
      }
      case 'TABLE_FUNCTION': {
        const call = value['function'];
        const name = isNode(call) ? String(call['function_name']).toLowerCase() : '';
        if (fileFunctions.has(name)) files.push(...pathsIn(name, isNode(call) ? call['children'] : []));
        else if (!rowFunctions.has(name)) throw refused(`the query calls ${name}, which a program may not`, `in FROM may stand tables, read_csv, read_parquet, read_json, ${[...rowFunctions].slice(0, 3).join(', ')}`);
        break;
      }
      case 'FUNCTION':
        if (effects.has(String(value['function_name']).toLowerCase())) throw refused(`the query calls ${String(value['function_name'])}, which a program may not`, 'a query computes from what it reads, and from nothing else');
        break;
    }
    // names of common table expressions: WITH name AS (…)
    if (isNode(value['cte_map']) && Array.isArray(value['cte_map']['map'])) for (const entry of value['cte_map']['map']) if (isNode(entry)) named.add(String(entry['key']).toLowerCase());
    Object.values(value).forEach(visit);
  };
  visit(tree.statements);
  return { files, tables: tables.filter(t => !named.has(t.name.toLowerCase())) };
}

/** The paths that a reading function is given: a text, or a list of texts. */
function pathsIn(name: string, children: unknown): readonly string[] {
  const first: unknown = Array.isArray(children) ? children[0] : undefined;
  const text = (node: unknown): string => {
    const value = isNode(node) && node['class'] === 'CONSTANT' ? node['value'] : null;
    const found = isNode(value) ? value['value'] : null;
    if (typeof found !== 'string') throw refused(`what ${name} reads is computed`, `write the path out: ${name}('data.csv')`);
    return found;
  };
  if (isNode(first) && first['class'] === 'FUNCTION' && first['function_name'] === 'list_value' && Array.isArray(first['children'])) return first['children'].map(text);
  return [text(first)];
}
