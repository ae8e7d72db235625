// Progress of a run on standard error: a bar on a terminal, plain lines elsewhere.

import { displayWidth } from '../compiler/width.ts';
import type { Listener, ReportedValue, RunEvent } from './events.ts';
import { formatNumber } from './table.ts';

export interface Screen {
  readonly write: (text: string) => void;
  /** columns of a terminal, or null where the output is not one */
  readonly columns: number | null;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  /** milliseconds */
  readonly now: () => number;
}

const barWidth = 24;
const redrawEvery = 80;

/** `test acc 0.81`; training values go without their split's name. */
export const formatReported = (values: readonly ReportedValue[]): string =>
  values.map(v => `${v.split === '' || v.split === 'train' ? '' : `${v.split} `}${v.name} ${v.value === null ? '·' : formatNumber(v.value, 4)}`).join('  ');

/** `4 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A listener that shows how training goes. A terminal's last line is the bar, redrawn in place; reports scroll above it. */
export function progress(screen: Screen): Listener {
  let started = 0;
  let drawn = false;
  let lastDraw = -Infinity;
  let latest: readonly ReportedValue[] = [];
  const erase = (): void => {
    if (drawn) screen.write('\r\u001b[2K');
    drawn = false;
  };
  const draw = (step: number, steps: number): void => {
    const now = screen.now();
    if (screen.columns === null || (now - lastDraw < redrawEvery && step < steps)) return;
    lastDraw = now;
    const share = steps === 0 ? 1 : step / steps;
    const full = Math.round(share * barWidth);
    const left = step > 0 ? ((now - started) / step) * (steps - step) / 1000 : null;
    const head = `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${step}/${steps}`;
    const tail = `${latest.length > 0 ? `  ${formatReported(latest)}` : ''}${left === null || step === steps ? '' : `  ${formatDuration(left)} left`}`;
    const line = displayWidth(head + tail) < screen.columns ? head + tail : (head + tail).slice(0, screen.columns - 1);
    erase();
    screen.write(line);
    drawn = true;
  };
  return (event: RunEvent): void => {
    if (event.event === 'training') {
      started = screen.now();
      latest = [];
      lastDraw = -Infinity;
      if (event.name !== null) screen.write(`${screen.bold(event.name)}\n`);
      draw(0, event.steps);
    } else if (event.event === 'step') {
      draw(event.step, event.steps);
    } else if (event.event === 'report') {
      latest = event.values;
      erase();
      screen.write(`${screen.dim(`step ${String(event.step).padStart(String(event.steps).length)}/${event.steps}`)}  ${formatReported(event.values)}\n`);
      lastDraw = -Infinity;
      if (event.step < event.steps) draw(event.step, event.steps);
    } else if (event.event === 'trained') {
      erase();
      const what = event.stopped ? `stopped at step ${event.step} of ${event.steps}` : `${event.step} steps`;
      screen.write(screen.dim(`${what} in ${formatDuration(event.seconds)}\n`));
    } else {
      erase();
    }
  };
}
