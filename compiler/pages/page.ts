// What a page of the catalogue is made of.

export interface Entry {
  readonly title: string;
  /** what `tsql help CODE` prints */
  readonly page: string;
  /** a program (or the part that matters) that gets this message, and the same put right; both stand in the page */
  readonly wrong: string;
  readonly right: string;
}

export interface PageParts {
  /** what the message means and why there is such a rule: paragraphs divided by blank lines */
  readonly means: string;
  readonly wrong: string;
  /** the message as it is printed for `wrong`, without its code frame */
  readonly says: string;
  /** what to do, in words, where the example alone does not say it */
  readonly fix?: string;
  readonly right: string;
}

const block = (text: string): string => text.trim().split('\n').map(line => (line === '' ? '' : `    ${line}`)).join('\n');

export const entry = (title: string, parts: PageParts): Entry => ({
  title,
  wrong: `${parts.wrong.trim()}\n`,
  right: `${parts.right.trim()}\n`,
  page: [parts.means.trim(), `This is wrong:\n\n${block(parts.wrong)}`, `The message is:\n\n${block(parts.says)}`, `${parts.fix ? `${parts.fix.trim()}\n\n` : ''}This is right:\n\n${block(parts.right)}`].join('\n\n') + '\n',
});
