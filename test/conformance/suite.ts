// What a suite is, and how its cases are counted.

/** One line of the table: how many cases there are, how many pass, and how far the worst number is from the one given. */
export interface Line {
  readonly suite: string;
  readonly what: string;
  readonly passed: number;
  readonly cases: number;
  readonly worst: number;
  /** the largest difference that passes; 0: numbers must be equal */
  readonly bar: number;
  /** what fell short, a line each */
  readonly problems: readonly string[];
}

export interface Surroundings {
  /** where the cases of this suite are */
  readonly folder: string;
  /** of the engine */
  readonly threads: number;
  /** says how far it is */
  readonly progress: (text: string) => void;
}

/** Runs all cases of a folder. Throws only if the folder itself cannot be read. */
export type Suite = (surroundings: Surroundings) => Promise<readonly Line[]>;

/** Counts the cases of one line. */
export class Tally {
  private passed = 0;
  private cases = 0;
  private worst = 0;
  private readonly problems: string[] = [];

  constructor(private readonly suite: string, private readonly what: string, private readonly bar: number) {}

  /** A case passes if each difference between a number found and the number given is within the bar. */
  add(name: string, differences: Iterable<number>): void {
    let worst = 0;
    for (const d of differences) if (!(d <= worst)) worst = Number.isNaN(d) ? Infinity : d;
    this.cases++;
    this.worst = Math.max(this.worst, worst);
    if (worst <= this.bar) this.passed++;
    else this.problems.push(`${name}: ${worst === Infinity ? 'a number is missing or is none' : `off by ${worst}`}`);
  }

  /** A case that could not be run. */
  fail(name: string, problem: unknown): void {
    this.cases++;
    this.worst = Infinity;
    this.problems.push(`${name}: ${(problem instanceof Error ? problem.message : String(problem)).replace(/\s+/g, ' ')}`);
  }

  get count(): number { return this.passed; }
  line(note = ''): Line { return { suite: this.suite, what: `${this.what}${note}`, passed: this.passed, cases: this.cases, worst: this.worst, bar: this.bar, problems: this.problems }; }
}

export const passes = (line: Line): boolean => line.cases > 0 && line.passed === line.cases;

/** The table, one line a row. */
export function table(lines: readonly Line[]): string {
  const number = (n: number): string => (n === 0 ? '0' : n === Infinity ? '–' : n.toExponential(1));
  const rows = [
    ['suite', 'what', 'passed', 'worst', 'bar', ''],
    ...lines.map(l => [l.suite, l.what, `${l.passed} of ${l.cases}`, number(l.worst), l.bar === 0 ? 'equal' : number(l.bar), passes(l) ? '' : 'SHORT']),
  ];
  const width = rows[0]!.map((_, k) => Math.max(...rows.map(r => r[k]!.length)));
  return rows.map(r => `${r.map((c, k) => (k === 2 || k === 3 ? c.padStart(width[k]!) : c.padEnd(width[k]!))).join('  ').trimEnd()}\n`).join('');
}
