// The command line: which commands there are, their options, and what a failure means for the exit code. Each command is
// imported when it is called, so that the others cost no start-up time.

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { precisions } from '../../compiler/tensor/precision.ts';
import { layoutChoices } from '../../compiler/layouts/layout.ts';
import { InternalError } from '../../compiler/source.ts';
import { CommandError, exitCode, Interrupted, usageError } from '../failure.ts';
import { bytesOf } from '../limits.ts';
import { styleOf, type Terminal } from '../terminal.ts';
import { version } from '../version.ts';

const example = (...lines: string[]): string => `\nExamples:\n${lines.map(l => `  ${l}`).join('\n')}\n`;

const dialectOption = ['--dialect <name>', 'SQL dialect', 'duckdb'] as const;

function natural(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('a whole number is wanted.');
  return Number(text);
}

function positive(text: string): number {
  const value = natural(text);
  if (value === 0) throw new InvalidArgumentError('it must be at least 1.');
  return value;
}

function memory(text: string): string {
  if (bytesOf(text) === null) throw new InvalidArgumentError('a size is wanted, such as 2GB or 512MB.');
  return text;
}

/** `NAME=VALUE` options, collected; numbers and true/false are taken as such. */
function assignment(text: string, known: Record<string, number | string | boolean> = {}): Record<string, number | string | boolean> {
  const [, name, value] = /^([A-Za-z_]\w*)\s*=\s*(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('NAME=VALUE is wanted, such as lr=0.1.');
  const number = value.trim() === '' ? NaN : Number(value);
  if (Math.abs(number) === Infinity) throw new InvalidArgumentError(`${value.trim()} is no number of 64 bits: they end at 1.8e308.`);
  return { ...known, [name]: value === 'true' ? true : value === 'false' ? false : Number.isNaN(number) ? value : number };
}

/** `NAME=PATH` options, collected. */
function file(text: string, known: Record<string, string> = {}): Record<string, string> {
  const [, name, path] = /^([A-Za-z_][\w.]*)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || path === undefined) throw new InvalidArgumentError('NAME=PATH is wanted, such as x=new.csv.');
  return { ...known, [name]: path };
}

const folders = (text: string, known: readonly string[] = []): readonly string[] => [...known, text];

/** Builds the command line; the exit code of the command that ran is passed to `done`. */
function commandLine(terminal: Terminal, done: (code: number) => void): Command {
  const program = new Command('tsql')
    .description('Compiles tensor programs (.tsql) to SQL, and trains them in a database.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print what a command does')
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .configureHelp({ sortSubcommands: false })
    .addHelpText('after', `${example('tsql new first-steps', 'tsql run examples/mlp.tsql', 'tsql compile examples/mlp.tsql')}\nExit codes: 0 fine; 1 the program or its data is wrong, or a check failed; 2 wrong usage; 3 the engine, disk or memory\nfailed, or a loss is not a number; 70 a bug of tsql; 130 interrupted.\n`);

  const add = (name: string, description: string): Command => program.command(name).description(description).allowExcessArguments(false);
  const withReach = (c: Command): Command => c.option('--allow-read <dir>', 'folder or file that the program may read besides its own folder (repeatable)', folders);
  const dtype = (): Option => new Option('--dtype <name>', 'what real numbers are stored in that no @dtype of the program speaks of: f64 (default), or f32, half the size; sums are in f64').choices([...precisions]);
  const withSettings = (c: Command): Command => withReach(c)
    .addOption(dtype())
    .option('--set <name=value>', 'value for a setting of the program (repeatable)', assignment)
    .option('--seed <n>', 'seed of all random numbers', natural)
    .option('--steps <n>', 'number of training steps', natural)
    .addOption(new Option('--layout <name>', 'how training keeps its tensors: coo, one row a cell (what compile prints unless told), packed, a short axis in columns, tiles, many cells in a row, or auto, the cheapest (what run takes)').choices([...layoutChoices]))
    .option('--prices <file>', 'prices of work that --layout auto chooses by, as tsql calibrate writes them (default: those of the last tsql calibrate, if any)');
  const timeout = ['--timeout <seconds>', 'end the command after so long, reading, compiling and loading included (default: never)'] as const;
  const file$ = 'program, or - for standard input';

  withSettings(add('compile', 'print the SQL of a program'))
    .argument('<file>', file$)
    .option('-o, --output <path>', 'write to a file')
    .option(...dialectOption)
    .option('--emit <stage>', 'what to print: ast, tensor, gradient, plan, sql or json', 'sql')
    .option('--single-query', 'the whole training as one SQL statement')
    .option('--forward', 'the trained model as views over its weights')
    .option('--no-data', 'do not look at data files: sizes stay open')
    .option('--db <path>', 'database with the tables that the program reads')
    .option(...timeout, positive)
    .addHelpText('after', example('tsql compile mlp.tsql', 'tsql compile --emit tensor mlp.tsql', 'tsql compile --single-query line.tsql -o line.sql', 'cat mlp.tsql | tsql compile -'))
    .action(async (name, options) => done(await (await import('./compile.ts')).compileCommand(name, options, terminal)));

  withSettings(add('run', 'train a program, then print, check and export what it says'))
    .argument('<file>', file$)
    .option('--db <path>', 'database file to work in and keep the run in (default: in memory)')
    .option('--resume', 'go on with the last run of the program in the database, to the very weights that it would have had')
    .option('--force', 'with --resume: even if the program, its settings or its data have changed')
    .option('--commit-every <n>', 'commit every so manieth step to the database, and those that are reported (default: every step)', positive)
    .option('--keep <which>', 'weights that stay in the history: reports (the older ones thinned out), last, all, or "every N" (default: reports)')
    .option('--fork-from <run@step>', 'begin with the weights of an earlier step in the database')
    .option('--threads <n>', 'threads for what runs over tiles, whose sums do not depend on it (default: all)', positive)
    .option('--fast', 'all threads, or as many as --threads says, for everything: weights then differ from run to run in their last digits')
    .option('--memory <size>', 'memory the engine may use, such as 2GB (default: most of what there is); a program that would make a larger tensor is refused', memory)
    .option(...timeout, positive)
    .option('--max-rows <n>', 'refuse a program that would make a tensor of more rows (default: 200000000)', positive)
    .option('--detect-anomaly', 'look at the weights after every step, and name the equation and cell where a number that is none begins (slow)')
    .option('--plot <path>', 'write the training curves to an .svg or .html file')
    .option('--out <dir>', 'folder for the exports of the program, which writes nowhere else (default: they lie beside it, below the current folder)')
    .option('--json', 'one JSON object a line on standard output')
    .option('-q, --quiet', 'no progress')
    .addHelpText('after', example('tsql run mlp.tsql', 'tsql run mlp.tsql --set lr=0.1 --seed 7 --db mlp.duckdb', 'tsql run mlp.tsql --db mlp.duckdb --resume', 'tsql run mlp.tsql --db mlp.duckdb --fork-from 1@40 --set lr=0.01', 'tsql run mlp.tsql --plot curves.svg', 'tsql run mlp.tsql --json > log.jsonl'))
    .action(async (name, options) => done(await (await import('./run.ts')).runCommand(name, options, terminal)));

  withReach(add('predict', 'apply a trained program to new data'))
    .argument('<file>', file$)
    .requiredOption('--db <path>', 'database of the run')
    .requiredOption('--data <name=path>', 'file to read instead of the one that the program names for this tensor (repeatable)', file)
    .option('--tensor <name>', 'what to write (default: what the program exports or shows)')
    .option('--run <n>', 'which run (default: the last)', natural)
    .requiredOption('--out <path>', '.csv, .parquet, .json or .npz file to write')
    .option('--set <name=value>', 'value for a setting of the program (repeatable)', assignment)
    .addHelpText('after', example('tsql predict mlp.tsql --db mlp.duckdb --data img=new.npy --tensor guess --out guess.csv'))
    .action(async (name, options) => done(await (await import('./predict.ts')).predictCommand(name, options, terminal)));

  withSettings(add('check', 'look for errors; with --grad, hold the gradient against central differences'))
    .argument('<file>', file$)
    .option('--no-data', 'do not look at data files')
    .option('--db <path>', 'database with the tables that the program reads')
    .option('--grad', 'compare the gradient with central differences on the data of the program, and print where they differ most')
    .option('--cells <n>', 'cells of each parameter to compare, about (default: 10)', positive)
    .option('--memory <size>', 'memory the engine may use, such as 2GB', memory)
    .option(...timeout, positive)
    .option('--json', 'diagnostics as JSON, one a line, on standard output')
    .addHelpText('after', example('tsql check mlp.tsql', 'tsql check --grad mlp.tsql', 'tsql check --json mlp.tsql'))
    .action(async (name, options) => done(await (await import('./check.ts')).checkCommand(name, options, terminal)));

  withSettings(add('explain', 'equations with every sum written out, shapes, parameters, and what each statement takes'))
    .argument('<file>', file$)
    .option('--no-data', 'do not look at data files')
    .option('--db <path>', 'database with the tables that the program reads')
    .option('--analyze', 'run setup and a few steps, in memory and on one thread, and print what was measured beside what was expected')
    .option('--memory <size>', 'with --analyze: memory the engine may use, such as 2GB', memory)
    .option('--json', 'the statements as one JSON object')
    .option('--html <path>', 'write the plan as a page: a graph of the statements, their costs and their SQL')
    .addHelpText('after', example('tsql explain mlp.tsql', 'tsql explain --analyze mlp.tsql', 'tsql explain --analyze --html plan.html mlp.tsql', 'tsql explain --json mlp.tsql > plan.json'))
    .action(async (name, options) => done(await (await import('./explain.ts')).explainCommand(name, options, terminal)));

  add('calibrate', 'measure what work costs on this machine, which layouts are chosen by')
    .option('-o, --output <path>', 'file to write (default: prices.json in the settings folder, where other commands look)')
    .option('--json', 'one JSON object')
    .addHelpText('after', example('tsql calibrate', 'tsql calibrate -o prices.json', 'tsql explain --prices prices.json mlp.tsql'))
    .action(async options => done(await (await import('./calibrate.ts')).calibrateCommand(options, terminal)));

  withSettings(add('grad', 'print the backward program'))
    .argument('<file>', file$)
    .option('-o, --output <path>', 'write to a file')
    .option('--no-data', 'do not look at data files')
    .option('--db <path>', 'database with the tables that the program reads')
    .addHelpText('after', example('tsql grad mlp.tsql'))
    .action(async (name, options) => done(await (await import('./compile.ts')).gradCommand(name, options, terminal)));

  add('fmt', 'print a program in the usual form')
    .argument('<files...>', 'programs, or - for standard input')
    .option('--check', 'print nothing; exit code 1 if a file would change')
    .option('--write', 'rewrite the files')
    .addHelpText('after', example('tsql fmt mlp.tsql', 'tsql fmt --write *.tsql', 'tsql fmt --check *.tsql'))
    .action(async (names, options) => done(await (await import('./fmt.ts')).fmtCommand(names, options, terminal)));

  withSettings(add('show', 'print one tensor of a program or of a database'))
    .argument('<file>', 'program, database file, or - for standard input')
    .argument('<tensor>', 'name, or an access or expression such as "W[0,j]"')
    .option('--db <path>', 'take the weights from this database instead of training')
    .option('--run <n>', 'which run of the database (default: the last)', natural)
    .option('--step <n>', 'as of which step that the run has kept (default: the last)', natural)
    .option('--rows <n>', 'rows to print', positive)
    .option('--json', 'one JSON object')
    .addHelpText('after', example('tsql show mlp.tsql acc --db mlp.duckdb --step 40', 'tsql show mlp.duckdb W --rows 50'))
    .action(async (name, tensor, options) => done(await (await import('./show.ts')).showCommand(name, tensor, options, terminal)));

  add('runs', 'list the runs of a database')
    .argument('<database>', 'database file')
    .option('--json', 'one JSON object a line')
    .option('--plot <path>', 'write the training curves of all runs to an .svg or .html file')
    .addHelpText('after', example('tsql runs mlp.duckdb', 'tsql runs mlp.duckdb --plot runs.html'))
    .action(async (name, options) => done(await (await import('./runs.ts')).runsCommand(name, options, terminal)));

  add('export', 'write the weights of a run to a file')
    .argument('<database>', 'database file')
    .argument('[tensors...]', 'names (default: all parameters)')
    .requiredOption('-o, --output <path>', '.npz, .csv, .parquet or .json file')
    .option('--run <n>', 'which run (default: the last)', natural)
    .option('--step <n>', 'as of which step that the run has kept (default: the last)', natural)
    .addHelpText('after', example('tsql export mlp.duckdb -o weights.npz', 'tsql export mlp.duckdb -o early.npz --run 1 --step 40', 'tsql export mlp.duckdb W -o W.csv'))
    .action(async (name, tensors, options) => done(await (await import('./export.ts')).exportCommand(name, tensors, options, terminal)));

  add('help', 'explain a message')
    .argument('[code]', 'the code in brackets of the message; without it all codes are listed')
    .addHelpText('after', example('tsql help unbound-index', 'tsql help'))
    .action(async code => done((await import('./help.ts')).help(code, terminal)));

  add('new', 'make a small project that runs at once')
    .argument('<name>', 'folder to make')
    .addHelpText('after', example('tsql new first-steps'))
    .action(async name => done(await (await import('./new.ts')).newProject(name, terminal)));

  for (const c of [program, ...program.commands]) {
    c.exitOverride().configureOutput({
      writeOut: text => terminal.out(text),
      writeErr: text => terminal.err(text),
      outputError: (text, write) => write(text.replace(/^error: /, `${styleOf(terminal.errColor).red('error')}: `)),
    });
    if (c !== program) c.showHelpAfterError(`(tsql ${c.name()} --help says more)`);
  }
  program.showHelpAfterError('(tsql --help says more)');
  return program;
}

/** Runs one command line (without `node` and the script). Never throws; the exit code is the result. */
export async function command(args: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = exitCode.fine;
  try {
    const program = commandLine(terminal, result => { code = result; });
    if (args.length === 0) {
      terminal.err(program.helpInformation());
      return exitCode.wrongUsage;
    }
    if (args[0]!.endsWith('.tsql')) throw usageError(`${args[0]} is a program; the command comes first`, `tsql run ${args[0]}`);
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (problem) {
    return failed(problem, terminal);
  }
}

/** Says what went wrong, and which exit code that is. */
export function failed(problem: unknown, terminal: Terminal): number {
  const style = styleOf(terminal.errColor);
  const say = (message: string, hints: readonly string[]): void =>
    terminal.err(`${style.red('error')}: ${message}\n${hints.filter(h => h !== '').map(h => `  ${style.green('hint:')} ${h}\n`).join('')}`);
  if (problem instanceof CommanderError) return problem.exitCode === 0 ? exitCode.fine : exitCode.wrongUsage;
  if (problem instanceof Interrupted) {
    terminal.err(`${problem.message}\n${problem.hint === '' ? '' : `  ${style.green('hint:')} ${problem.hint}\n`}`);
    return exitCode.interrupted;
  }
  if (problem instanceof CommandError) {
    say(problem.message, problem.hints);
    return problem.exitCode;
  }
  if (problem instanceof Error && problem.name === 'DatabaseError') {
    const { hint, code } = problem as Error & { hint: string; code: string };
    if (code === 'interrupted') {
      terminal.err('interrupted\n');
      return exitCode.interrupted;
    }
    say(problem.message, [hint]);
    return exitCode.engine;
  }
  const kind = problem instanceof InternalError ? problem.message : problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
  terminal.err(`${style.red('this is a bug of tsql')} ${version}, not of your program:\n${kind}\nPlease report it with the program that caused it and these lines; node ${process.version}, ${process.platform} ${process.arch}.\n`);
  return exitCode.bug;
}
