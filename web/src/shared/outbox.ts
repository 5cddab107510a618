// What is not saved yet. It lies in the browser's own storage, one entry each, until the server has it: a lost connection, a reload or a
// closed tab takes nothing away. Keys hold ids of ours only.
export class Outbox<T extends { id: string }> {
  private readonly memory = new Map<string, T>();
  /** False when the browser refuses to store: then a reload would lose what waits, and the page must say so. */
  durable = true;

  /** @param prefix Begins the key of each entry and ends with a slash: what is kept, whose, and of what. */
  constructor(private readonly prefix: string) {
    this.all().forEach(entry => this.memory.set(entry.id, entry));
  }

  /** In the order in which they were made. Another tab's are among them. */
  all(): T[] {
    const found = new Map(this.durable ? [] : this.memory);
    for (let i = 0; i < localStorage.length; i++) {
      const key = localStorage.key(i)!;
      if (key.startsWith(this.prefix)) {
        try {
          const entry = JSON.parse(localStorage.getItem(key) ?? '') as T;
          found.set(entry.id, entry);
        } catch {
          localStorage.removeItem(key);
        }
      }
    }

    return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  add(entry: T): void {
    this.memory.set(entry.id, entry);
    try {
      localStorage.setItem(this.prefix + entry.id, JSON.stringify(entry));
    } catch {
      this.durable = false;
    }
  }

  remove(ids: Iterable<string>): void {
    for (const id of ids) {
      this.memory.delete(id);
      localStorage.removeItem(this.prefix + id);
    }
  }
}

let lastTime = 0;
let counter = 0;

/** A UUID of version 7 (RFC 9562): ids made later sort later, also within one millisecond. Plain-HTTP pages have this randomness, and no crypto.randomUUID. */
export function newId(): string {
  const now = Math.max(Date.now(), lastTime);
  counter = now === lastTime ? counter + 1 : 0;
  lastTime = counter > 0xfff ? now + 1 : now;
  counter &= 0xfff;
  const random = crypto.getRandomValues(new Uint8Array(8));
  random[0] = (random[0]! & 0x3f) | 0x80;
  const hex = lastTime.toString(16).padStart(12, '0') + '7' + counter.toString(16).padStart(3, '0') + [...random].map(b => b.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
