// npm run soak: kills at random moments, and what became of the trainings.
//
//   npm run soak                                  500 kills over five programs
//   npm run soak -- --kills 2000 --minutes 30     more of them, but not for longer than that
//   npm run soak -- --seed 7 --together 4         other moments, four processes at a time

import { parseArgs } from 'node:util';
import { soak } from './soak.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '500' }, seed: { type: 'string', default: '1' }, minutes: { type: 'string' }, together: { type: 'string', default: '2' } } });
const figures = await soak({
  kills: Number(values.kills), seed: Number(values.seed), together: Number(values.together), say: line => process.stdout.write(`${line}\n`),
  ...(values.minutes === undefined ? {} : { seconds: 60 * Number(values.minutes) }),
});
const wrong = [...figures.torn, ...figures.lost, ...figures.different, ...figures.failed];
for (const line of wrong) process.stdout.write(`WRONG  ${line}\n`);
process.stdout.write(`${figures.kills} kills (${figures.underWay} between the first and the last step, ${figures.early} before the first), ${figures.ended} trainings, at most ${figures.most} kills in one; ${figures.torn.length} torn steps, ${figures.lost.length} lost, ${figures.different.length} other weights, ${figures.failed.length} failures\n`);
process.exitCode = wrong.length > 0 ? 1 : 0;
