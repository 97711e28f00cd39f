/** The user interface's own words, in each language. */
import type { Language } from '../ui.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import type { Messages } from './messages.ts';

export type { Messages } from './messages.ts';

export const messages: Readonly<Record<Language, Messages>> = { fr, en };
