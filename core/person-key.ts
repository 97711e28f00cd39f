/**
 * One key for all spellings of a person's name: letters in any case and either Unicode form, any white space, and signs that
 * nobody sees. Two names with one key are one person, wherever two persons are asked for.
 */
export function personKey(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}|\p{Cc}/gu, '')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/\s+/gu, ' ')
    .trim();
}
