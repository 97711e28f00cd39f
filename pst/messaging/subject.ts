/** PidTagSubject without its marker: U+0001 and a character for the prefix length ([MS-PST] 2.5.3.1.1.1). */
export function plainSubject(stored: string): string {
  return stored.charCodeAt(0) === 1 ? stored.slice(2) : stored;
}
