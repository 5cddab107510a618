// One person's work on a label set: what the server knows, what waits here, and where two people differ.
import { newId, type Outbox } from '../shared/outbox';
import { ask } from '../shared/requests';
import { isDone, same, valueOf, wordsOf, type Label, type LabelWork, type NewLabels, type Save, type Saved, type Slice, type Value } from './model';

export type Order = 'study' | 'uncertain';

interface Step { number: number; before: Value; after: Value; }

export class Work {
  name = '';
  slices: Slice[] = [];
  labels = new Map<number, Label>();
  /** Why nothing can be saved just now; null while all is well. */
  trouble: string | null = null;
  order: Order = 'study';
  private readonly saved = new Map<number, Label>();
  private readonly patients = new Map<number, string>();
  private readonly steps: Step[] = [];
  private sequence = 0;
  private sending = false;
  private retryMs = 1000;
  private retry?: number;
  private closed = false;

  /** @param disputes What somebody else's label was in the way of; kept until a person has chosen. */
  constructor(
    private readonly root: string, readonly outbox: Outbox<Save>, readonly disputes: Outbox<Save>, private readonly tab: string,
    private readonly me: { id: string; name: string }, private readonly onChange: () => void, private readonly say: (words: string) => void) {
  }

  get isOpen(): boolean { return this.slices.length > 0; }
  get waiting(): number { return this.outbox.all().length; }
  get done(): number { return this.slices.filter(s => isDone(this.labels.get(s.number))).length; }
  get canUndo(): boolean { return this.steps.length > 0; }

  close(): void {
    this.closed = true;
    clearTimeout(this.retry);
  }

  slice(number: number): Slice | undefined { return this.slices[number - 1]; }

  patient(study: number): string { return this.patients.get(study) ?? ''; }

  studyOf(number: number): Slice[] {
    const study = this.slice(number)?.study;
    return this.slices.filter(s => s.study === study);
  }

  /** What this browser wanted to say of a slice that somebody else labelled meanwhile. */
  dispute(number: number): Save | undefined { return this.disputes.all().filter(s => s.number === number).at(-1); }

  async open(): Promise<void> {
    const answer = await ask<LabelWork>(`${this.root}/work`);
    if (!answer.ok) {
      this.fail(answer.words);
      return;
    }

    ({ name: this.name, slices: this.slices, sequence: this.sequence } = answer.value);
    answer.value.studies.forEach(s => this.patients.set(s.number, s.patientId));
    this.take(answer.value.labels);
    await this.flush();
  }

  /** Reads what others have saved since. */
  async refresh(): Promise<void> {
    if (!this.isOpen) {
      await this.open();
      return;
    }

    const answer = await ask<NewLabels>(`${this.root}/labels?after=${this.sequence}`);
    if (answer.ok) {
      this.sequence = Math.max(this.sequence, answer.value.sequence);
      this.take(answer.value.labels);
    } else {
      this.fail(answer.words);
    }
  }

  /** Saves what waits, oldest first. */
  async flush(): Promise<void> {
    const saves = this.outbox.all().slice(0, 200);
    if (this.sending || this.closed || saves.length === 0) {
      return;
    }

    this.sending = true;
    const answer = await ask<Saved>(`${this.root}/labels`, { labels: saves });
    this.sending = false;
    if (!answer.ok) {
      this.fail(answer.words);
      return;
    }

    for (const refused of answer.value.refused) {
      const mine = saves.find(s => s.id === refused.id);
      if (mine && refused.conflict) {
        this.disputes.add(mine);
      }

      this.say(`Slice ${refused.number} was not saved. ${refused.reason}`);
    }

    this.outbox.remove(saves.map(s => s.id));
    this.take(answer.value.labels);
    await this.flush();
  }

  put(number: number, value: Value, words?: string): void {
    const before = valueOf(this.labels.get(number));
    this.say(words ?? `Slice ${number}: ${wordsOf(value)}.`);
    if (!same(before, value) || this.dispute(number)) {
      this.steps.push({ number, before, after: value });
      this.record(number, value);
    }
  }

  undo(): number | undefined {
    const step = this.steps.pop();
    if (!step) {
      this.say('There is nothing of yours to undo.');
      return undefined;
    }

    // What somebody else has changed since is theirs.
    if (!same(valueOf(this.labels.get(step.number)), step.after)) {
      this.say(`Slice ${step.number} was changed by somebody since and stays as it is.`);
    } else {
      this.say(`Undone: slice ${step.number} has ${wordsOf(step.before)} again.`);
      this.record(step.number, step.before);
    }

    return step.number;
  }

  settle(number: number, mine: boolean): void {
    const dispute = this.dispute(number);
    this.forget(number);
    if (dispute && mine) {
      this.put(number, valueOf(dispute), `Slice ${number}: yours, ${wordsOf(dispute)}, is laid over the other.`);
    } else {
      this.say(`Slice ${number}: the other label stands.`);
    }

    this.show();
  }

  /** The next slice without a label in the chosen order, from one on and round; undefined when there is no other. */
  next(from: number, step: 1 | -1 = 1): number | undefined {
    const order = this.ordered;
    const at = order.indexOf(from);
    for (let i = 1; i < order.length; i++) {
      const number = order[(at + (step * i) + (order.length * 2)) % order.length]!;
      if (!isDone(this.labels.get(number))) {
        return number;
      }
    }

    return undefined;
  }

  first(): number {
    return this.ordered.find(n => !isDone(this.labels.get(n))) ?? this.ordered[0] ?? 1;
  }

  /** Also called when the browser says that the network is back. */
  async tryAgain(): Promise<void> {
    clearTimeout(this.retry);
    await (this.waiting > 0 && this.isOpen ? this.flush() : this.refresh());
  }

  private get ordered(): number[] {
    const slices = this.order === 'study' ? this.slices : [...this.slices].sort((a, b) => (b.uncertainty ?? -1) - (a.uncertainty ?? -1) || a.number - b.number);
    return slices.map(s => s.number);
  }

  private record(number: number, value: Value): void {
    this.forget(number);
    this.outbox.add({ ...value, id: newId(), tab: this.tab, number, basedOn: this.saved.get(number)?.revision ?? 0, madeAt: new Date().toISOString() });
    this.show();
    void this.flush();
  }

  private forget(number: number): void {
    this.disputes.remove(this.disputes.all().filter(s => s.number === number).map(s => s.id));
  }

  private take(labels: Label[]): void {
    // An answer may be overtaken by a later one.
    labels.filter(l => l.revision > (this.saved.get(l.number)?.revision ?? 0)).forEach(l => this.saved.set(l.number, l));
    this.trouble = null;
    this.retryMs = 1000;
    this.show();
  }

  private fail(words: string): void {
    this.trouble = words;
    this.show();
    clearTimeout(this.retry);
    if (!this.closed) {
      this.retry = window.setTimeout(() => void this.tryAgain(), this.retryMs);
      this.retryMs = Math.min(this.retryMs * 2, 8000);
    }
  }

  private show(): void {
    this.labels = new Map(this.saved);
    for (const save of this.outbox.all()) {
      this.labels.set(save.number, {
        ...valueOf(save), number: save.number, revision: this.saved.get(save.number)?.revision ?? 0, by: this.me.name, byId: this.me.id, at: save.madeAt, waiting: true,
      });
    }

    this.onChange();
  }
}
