// Pages on data and the files it comes from.

import { entry } from './page.ts';

export const data = {
  'data-mapping': entry('the mapping of a data source does not fit', {
    means: `
A data statement says which columns of a file are the axes and which is the value:

    data x[s,i] from "x.csv" (i = columns)         one row of the file per s, one column per i
    data A[u,v] from "edges.csv" (u = src, v = dst, A = weight)    one row of the file per cell

Something named there is not in the file or not in the statement, an axis is not accounted for, or nested lists of a
literal do not match the axes.`,
    wrong: `
index s = 2, i = 2
data x[s,i] = [1, 2]`,
    says: `
error[data-mapping]: x has 2 axes, this is nested 1 deep
hint: one pair of brackets an axis`,
    right: `
index s = 2, i = 2
data x[s,i] = [[1, 2], [3, 4]]`,
  }),

  'data-missing': entry('a data source cannot be read', {
    means: `
A file, table or query that the program names is not there, cannot be opened, or is not of the kind that its ending
says. Paths of files are relative to the file of the program. Tables are looked for in the database given with --db.

Files may be .csv, .tsv, .parquet, .json, .npy, .npz or .idx, the text ones also compressed (.gz).`,
    wrong: `
index s, i
data x[s,i] from "not-here.csv" (i = columns)
show mean[s,i](x[s,i])`,
    says: 'error[data-missing]: there is no file not-here.csv',
    right: `
index s = 2, i = 2
data x[s,i] = [[1, 2], [3, 4]]
show mean[s,i](x[s,i])`,
  }),

  'out-of-reach': entry('a program names a file that it may not reach', {
    means: `
A program reads the files below its own folder, and no others: data, modules that it imports and what its queries read. It
writes its exports below the current folder. A path that leads out of these, by .. or by a link, is refused, so that a
program of somebody else's can be run without reading it first. Who runs it may allow more:

    tsql run model.tsql --allow-read ../data --out results

A query is one SELECT over tables and the functions that read files (read_csv, read_parquet, read_json); a file that it
reads stands in single quotes.`,
    wrong: `
index s
data x[s] from "/etc/numbers.csv" (s = row)
show mean[s](x[s])`,
    says: 'error[out-of-reach]: /etc/numbers.csv is outside of the folder of the program',
    fix: 'Copy the file into the folder of the program, or allow its folder with --allow-read:',
    right: `
index s = 2
data x[s] = [1, 2]
show mean[s](x[s])`,
  }),

  'data-invalid': entry('the data breaks a rule', {
    means: `
The file could be read, but what is in it does not fit the declaration. The message names file, row and column. The
rules are: no cell twice; no empty values, unless the mapping says (null = skip) or (null = 0); whole numbers where an
index or int is declared, within the size of the index; and every cell present where rows are read in wide form.

What is not a number (nan in text, NaN in npy and parquet) is no value. Infinity is one, if it is meant: inf or infinity in
text, or the value itself. A number that is written and is beyond what 64 bits hold, such as 1e400, is not read as infinity,
but refused. (A query is the engine's: it takes 1e400 of a file for infinity.) Keys below 0 or beyond 2^53 are keys; an index
without a size then has those that the data has, and none between them.

The rules are checked when the data is loaded, before anything is computed, because a double or missing row would
change sums silently.`,
    wrong: `
index s = 3
data x[s] from "x.csv" (s = s, x = x)      -- a file with the row s = 1 twice`,
    says: 'error[data-invalid]: x has two rows for s = 1',
    fix: 'Put the file right, or name the column that tells the rows apart, or let a query bring them together:',
    right: `
index s = 3
data x[s] from sql "select s, sum(x) as x from 'x.csv' group by s" (s = s, x = x)`,
  }),
};
