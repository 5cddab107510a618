// The Bilsky scale, and why a slice is left out, as pages word them.
import table from './keymap.json';

export const grades = ['0', '1a', '1b', '1c', '2', '3'];

export const isHigh = (grade: string): boolean => grades.indexOf(grade) >= 3;

export const exclusionWords: Record<string, string> = Object.fromEntries(Object.entries(table.exclusions).map(([reason, { words }]) => [reason, words]));

/** What somebody said of a slice: a grade, or why it is left out. */
export const saidWords = ({ grade, exclusion }: { grade: string | null; exclusion: string | null }): string =>
  grade !== null ? `grade ${grade}` : exclusion !== null ? `left out, ${exclusionWords[exclusion]!.toLowerCase()}` : 'no label';
