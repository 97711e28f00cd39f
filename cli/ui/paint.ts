import { styleText } from 'node:util';
import type { Tone } from './ui.ts';

/** Puts a tone around text that is already neutral. */
export type Paint = (text: string, tone: Tone) => string;

const STYLES = { good: 'green', warning: 'yellow', bad: 'red', dim: 'dim', strong: 'bold' } as const;

export const unpainted: Paint = (text) => text;

/** Whether to paint is decided by the caller, from the stream and the options; the environment is not asked again. */
export const painted: Paint = (text, tone) => styleText(STYLES[tone], text, { validateStream: false });
