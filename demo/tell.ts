/** A sentence of the story, in both languages, or a line that is the same in both. */
export type Tell = (text: { readonly fr: string; readonly en: string } | string) => void;
