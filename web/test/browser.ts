// What the browser gives and Node does not: storage, which a test can fill up or empty as a reload would leave it.
class Store {
  private readonly entries = new Map<string, string>();
  /** As a browser does whose disk is full, or that keeps nothing in a private window. */
  full = false;

  get length(): number { return this.entries.size; }
  key(index: number): string | null { return [...this.entries.keys()][index] ?? null; }
  getItem(key: string): string | null { return this.entries.get(key) ?? null; }
  removeItem(key: string): void { this.entries.delete(key); }
  clear(): void { this.entries.clear(); }

  setItem(key: string, value: string): void {
    if (this.full) {
      throw new Error('QuotaExceededError');
    }

    this.entries.set(key, value);
  }
}

export const local = new Store();
export const session = new Store();
Object.assign(globalThis, { localStorage: local, sessionStorage: session });

export function freshBrowser(): void {
  for (const store of [local, session]) {
    store.clear();
    store.full = false;
  }
}

/** Lets everything that waits on promises alone come to its end. */
export const settled = () => new Promise<void>(done => setTimeout(done, 0));
