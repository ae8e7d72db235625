// A plan as one SQL script for people: every statement under its source line, phase by phase.

import type { Period, Plan, PlanStatement, PlanTraining } from '../plan.ts';
import { commentText } from '../quote.ts';
import { type Source, position } from '../source.ts';

/**
 * The whole plan as text. `source` is the program's text, for line numbers. Loops are written as comments around their body, and the
 * parameters such as `$step` stay as they are: who runs a step by hand gives them values.
 */
export function printScript(plan: Plan, source: Source): string {
  return new ScriptPrinter(plan, source).text();
}

class ScriptPrinter {
  private readonly lines: string[] = [];

  constructor(private readonly plan: Plan, private readonly source: Source) {}

  text(): string {
    const { plan } = this;
    const used = parametersIn(plan);
    this.lines.push(`-- ${commentText(plan.file)} as SQL for ${plan.dialect}`);
    const meaning: Readonly<Record<string, string>> = { run: 'number of the run', step: 'number of the step, from 1', seed: 'seed of the random numbers', before: 'how many steps earlier trainings made' };
    for (const [name, what] of Object.entries(meaning)) if (used.has(name)) this.lines.push(`-- $${name}: ${what}`);
    for (const s of plan.staged) this.lines.push(`-- ${commentText(s.table)}: the array ${commentText(s.source)}, copied by the runtime`);
    this.section('load', 'data', plan.load);
    for (const v of plan.validations) this.query(`must be empty: ${v.message}`, v.sql);
    this.section('setup', plan.training.length ? 'once before training' : 'once', plan.setup);
    plan.training.forEach((t, k) => {
      const title = plan.training.length > 1 ? `training ${t.name ?? k + 1}, ` : '';
      if (t.epoch) {
        const known = typeof t.epoch.steps === 'number';
        this.section(`${title}each epoch`, `before the first of its ${known ? `${t.epoch.steps as number} ` : ''}steps`, t.epoch.statements);
        if (typeof t.epoch.steps === 'string') this.query('the number of steps in an epoch', t.epoch.steps);
      }
      this.section(`${title}begin`, 'before the first step', t.begin);
      this.section(`${title}each step`, `$step = 1 … ${lastStep(t)}`, t.step);
      t.reports.forEach(r => this.section(`${title}report`, every(r.every), r.statements));
      if (t.stop) {
        this.section(`${title}stop`, `${t.stop.every.unit === 'steps' ? 'after a step' : 'after an epoch'}; true ends training`, t.stop.statements, true);
        this.query('stop when', t.stop.sql);
      }
      this.section(`${title}keep`, 'into history, where a report is due and at the end', t.keep);
    });
    this.section('final', 'what shows, checks and exports read', plan.final);
    for (const s of plan.shows) this.query(`show ${s.label}`, s.sql);
    for (const c of plan.checks) this.query(`check ${c.label}`, c.sql);
    for (const e of plan.exports) this.query(`export to ${e.path}`, e.sql);
    return `${this.lines.join('\n').trimEnd()}\n`;
  }

  private section(title: string, note: string, statements: readonly PlanStatement[], always = false): void {
    if (statements.length === 0 && !always) return;
    const head = `-- ${title}: ${note} `;
    this.lines.push('', '', head.padEnd(100, '-'));
    statements.forEach(s => this.statement(s, ''));
  }

  private statement(s: PlanStatement, indent: string): void {
    this.lines.push('', `${indent}-- ${commentText(s.comment)}${this.place(s)}`);
    if (s.kind === 'execute') { this.lines.push(`${s.sql};`); return; }
    const range = `${s.from} … ${s.to}${s.step < 0 ? ', downwards' : ''}`;
    this.lines.push(`${indent}-- for $${s.counter} = ${range}:`);
    s.body.forEach(b => this.statement(b, `${indent}  `));
    if (s.until !== null) {
      this.lines.push('', `${indent}  -- until this is true:`);
      this.lines.push(`${s.until};`);
    }
    this.lines.push(`${indent}-- end for $${s.counter}`);
  }

  private query(comment: string, sql: string): void {
    this.lines.push('', `-- ${commentText(comment)}`);
    this.lines.push(`${sql.trim().replace(/;$/, '')};`);
  }

  private place({ span }: PlanStatement): string {
    return span.file === this.source.file ? `   (${commentText(span.file)}:${position(this.source.text, span.start).line})` : '';
  }
}

/** `after each step`, `every 5 epochs` */
export const every = ({ count, unit }: Period): string => (count === 1 ? `after each ${unit.slice(0, -1)}` : `every ${count} ${unit}`);

/** The number of a training's last step, as far as it is known. */
function lastStep({ length, epoch }: PlanTraining): string {
  if (length.unit === 'steps') return String(length.count);
  return typeof epoch?.steps === 'number' ? String(length.count * epoch.steps) : `${length.count} times the number of steps in an epoch`;
}

function parametersIn(plan: Plan): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (statements: readonly PlanStatement[]): void => {
    for (const s of statements) if (s.kind === 'execute') s.parameters.forEach(p => found.add(p)); else walk(s.body);
  };
  walk([...plan.load, ...plan.setup, ...plan.final, ...plan.training.flatMap(t => [...(t.epoch?.statements ?? []), ...t.step, ...t.keep, ...t.reports.flatMap(r => r.statements), ...(t.stop?.statements ?? [])])]);
  return found;
}
