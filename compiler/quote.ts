// The one place that turns names and text into SQL: every identifier, string and path that is printed goes through here.

/**
 * Words that must be quoted when they are names: what DuckDB reserves (all but its "unreserved" category), and what SQLite,
 * PostgreSQL or Trino reserve beyond that, so that one text is right in each dialect.
 */
const reserved = new Set(
  (
    // DuckDB: reserved
    'all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default deferrable ' +
    'desc describe distinct do else end except false fetch for foreign from group having in initially intersect into lambda lateral ' +
    'leading limit not null offset on only or order pivot pivot_longer pivot_wider placing primary qualify references returning ' +
    'select show some summarize symmetric table then to trailing true union unique unpivot using variadic when where window with ' +
    // DuckDB: names of functions and types
    'anti asof at authorization binary by collation columns concurrently cross freeze full generated glob ilike inner is isnull join ' +
    'left like map natural notnull outer overlaps positional right semi similar struct tablesample try_cast unpack verbose ' +
    // DuckDB: names that may only be columns
    'between bigint bit boolean char character coalesce dec decimal exists extract float grouping grouping_id inout int integer ' +
    'interval national nchar none nullif numeric out overlay position precision real row setof smallint substring time timestamp ' +
    'treat trim values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot ' +
    'xmlserialize xmltable ' +
    // functions written without parentheses
    'current_catalog current_date current_path current_role current_schema current_time current_timestamp current_user localtime ' +
    'localtimestamp session_user user ' +
    // other engines
    'abort add alter autoincrement commit cube deallocate delete drop escape except execute if ignore index indexed insert nothing ' +
    'normalize over prepare recursive regexp replace rollback rollup set skip transaction trigger uescape unnest update vacuum ' +
    'values rowid oid ctid listagg json_array json_exists json_object json_query json_table json_value'
  ).split(' '),
);

const plain = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A name as SQL: bare where every dialect reads it as itself, else in double quotes. */
export const quoteIdentifier = (name: string): string => (plain.test(name) && !reserved.has(name.toLowerCase()) ? name : `"${name.replaceAll('"', '""')}"`);

/** A text as an SQL string literal. Nothing but the quote is special in one (no backslash escapes), newlines included. */
export const quoteString = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A text as it may stand in a one-line SQL comment (`-- …`): whatever would end the line is a space. */
export const commentText = (text: string): string => text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ').trim();

/** A path as a pattern that stands for this one file. */
export const literalPattern = (path: string): string => path.replace(/[*?[]/g, '[$&]');

/**
 * A path of a file as the argument of a reading function: this one file, never a pattern of names, a home directory or an
 * address on a network. A character that patterns know stands in brackets, which is how it matches only itself.
 */
export const quotePath = (path: string): string => {
  const local = /^~|^[A-Za-z][A-Za-z0-9+.-]+:/.test(path) ? `./${path}` : path;
  return quoteString(literalPattern(local));
};
