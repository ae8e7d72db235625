// One entry a message code: its title and the page that `tsql help CODE` prints. The pages stand in pages/, by subject.

import { data } from './pages/data.ts';
import { indices } from './pages/indices.ts';
import { names } from './pages/names.ts';
import type { Entry } from './pages/page.ts';
import { running } from './pages/running.ts';
import { training } from './pages/training.ts';

export type { Entry } from './pages/page.ts';

export const catalogue = { ...names, ...indices, ...data, ...training, ...running } as const satisfies Record<string, Entry>;

export type Code = keyof typeof catalogue;
