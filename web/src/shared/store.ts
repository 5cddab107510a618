// What a person makes here and the server keeps: it lies in the browser until the server has it, is sent in the order in which it was made, and is
// tried again by itself. Review and labelling both save through it.
import type { Outbox } from './outbox';
import type { Answer } from './requests';

/** What of the work goes through the store. */
export interface Work<Entry, Saved> {
  /** Sends some entries, the oldest first. The server knows an entry by its id: one that it has already is not taken twice. */
  save(entries: Entry[]): Promise<Answer<Saved>>;
  /** What the server made of them; they no longer wait. */
  saved(answer: Saved, entries: Entry[]): void;
  /** False until the server has been read once: before that nothing is sent. */
  readonly isOpen: boolean;
  /** Reads what is new; it says what came of it by <c>well</c> or <c>failed</c>. */
  read(): Promise<void>;
  /** Something that the page shows is different. */
  changed(): void;
}

const firstRetryMs = 1000;
const longestRetryMs = 8000;

export class OfflineStore<Entry extends { id: string }, Saved> {
  /** Why nothing can be saved just now; null while all is well. */
  trouble: string | null = null;
  /** True when the server answered no, rather than not at all. */
  refused = false;
  private sending = false;
  private retryMs = firstRetryMs;
  private retry?: ReturnType<typeof setTimeout>;
  private closed = false;

  /** @param most How many the server takes at once. */
  constructor(private readonly outbox: Outbox<Entry>, private readonly work: Work<Entry, Saved>, private readonly most: number) {
  }

  /** What waits to be saved, oldest first. */
  get entries(): Entry[] { return this.outbox.all(); }

  get waiting(): number { return this.entries.length; }

  /** False when the browser keeps nothing: then a reload would lose what waits, and the page says so. */
  get durable(): boolean { return this.outbox.durable; }

  /** Keeps it; the next <c>flush</c> sends it. */
  add(entry: Entry): void {
    this.outbox.add(entry);
  }

  /** Saves what waits, oldest first, one request at a time. */
  async flush(): Promise<void> {
    const entries = this.entries.slice(0, this.most);
    if (this.sending || this.closed || entries.length === 0) {
      return;
    }

    this.sending = true;
    let answer: Answer<Saved>;
    try {
      answer = await this.work.save(entries);
    } finally {
      this.sending = false;
    }

    if (!answer.ok) {
      this.failed(answer);
      return;
    }

    // What is refused for good is told, and set aside where it is disputed, before it is let go.
    this.well();
    this.work.saved(answer.value, entries);
    this.outbox.remove(entries.map(entry => entry.id));
    this.work.changed();
    await this.flush();
  }

  /** The server answered. */
  well(): void {
    this.trouble = null;
    this.refused = false;
    this.retryMs = firstRetryMs;
  }

  /**
   * The server did not answer, or not as it should: it is asked again by itself, ever more seldom. One that answers no would say the same again:
   * unless something waits to be saved, it is asked only once there is news.
   */
  failed({ words, lost }: { words: string; lost: boolean }): void {
    [this.trouble, this.refused] = [words, !lost];
    this.work.changed();
    clearTimeout(this.retry);
    if (!this.closed && (lost || this.waiting > 0)) {
      this.retry = setTimeout(() => void this.tryAgain(), this.retryMs);
      this.retryMs = Math.min(this.retryMs * 2, longestRetryMs);
    }
  }

  /** Also called when the browser says that the network is back. */
  async tryAgain(): Promise<void> {
    clearTimeout(this.retry);
    if (this.waiting === 0 || !this.work.isOpen) {
      await this.work.read();
    }

    if (this.work.isOpen) {
      await this.flush();
    }
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.retry);
  }
}

/** What stands of saving on the page; empty while there is nothing to say: a save that takes no time needs no words. @param one What waits, as in "change". */
export function savingWords({ waiting, trouble, refused, durable }: { waiting: number; trouble: string | null; refused?: boolean; durable: boolean }, one: string): string {
  if (waiting === 0) {
    return !trouble ? '' : refused ? trouble : `${trouble} Nothing of yours is unsaved.`;
  }

  return !trouble && durable ? '' : `${waiting === 1 ? `1 ${one}` : `${waiting} ${one}s`} waiting to be saved. ${trouble ? `${trouble} ` : ''}${durable
    ? 'They are kept in this browser and saved by themselves.' : 'This browser cannot keep them: do not close or reload the page.'}`;
}
