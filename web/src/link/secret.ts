/** The secret behind the # of a link's address; null where none is. A mail program may have added something behind it, or packed the # away. */
export function secretIn(hash: string): string | null {
  return /^#([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])/.exec(hash)?.[1] ?? (hash.length > 1 ? hash.slice(1, 200) : null);
}
