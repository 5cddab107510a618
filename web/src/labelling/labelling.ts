// One person's work on a label set: what the server knows, what waits here, and where two people differ.
import { newId, type Outbox } from '../shared/outbox';
import { ask, type Answer } from '../shared/requests';
import { OfflineStore, type Work } from '../shared/store';
import { isDone, same, valueOf, wordsOf, type Label, type LabelWork, type NewLabels, type Save, type Saved, type Slice, type Value } from './model';

export type Order = 'study' | 'uncertain';

interface Step { number: number; before: Value; after: Value; }

export class Labelling implements Work<Save, Saved> {
  name = '';
  slices: Slice[] = [];
  labels = new Map<number, Label>();
  order: Order = 'study';
  readonly store: OfflineStore<Save, Saved>;
  private readonly known = new Map<number, Label>();
  private readonly patients = new Map<number, string>();
  private readonly steps: Step[] = [];
  private sequence = 0;

  /** @param disputes What somebody else's label was in the way of; kept until a person has chosen. */
  constructor(
    private readonly root: string, outbox: Outbox<Save>, readonly disputes: Outbox<Save>, private readonly tab: string,
    private readonly me: { id: string; name: string }, private readonly onChange: () => void, private readonly say: (words: string) => void) {
    this.store = new OfflineStore<Save, Saved>(outbox, this, 200);
  }

  get isOpen(): boolean { return this.slices.length > 0; }
  get done(): number { return this.slices.filter(s => isDone(this.labels.get(s.number))).length; }
  get canUndo(): boolean { return this.steps.length > 0; }

  close(): void { this.store.close(); }

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
      this.store.failed(answer);
      return;
    }

    ({ name: this.name, slices: this.slices, sequence: this.sequence } = answer.value);
    answer.value.studies.forEach(s => this.patients.set(s.number, s.patientId));
    this.store.well();
    this.take(answer.value.labels);
    this.changed();
    await this.store.flush();
  }

  /** Reads what others have saved since. */
  async read(): Promise<void> {
    if (!this.isOpen) {
      await this.open();
      return;
    }

    const answer = await ask<NewLabels>(`${this.root}/labels?after=${this.sequence}`);
    if (answer.ok) {
      this.sequence = Math.max(this.sequence, answer.value.sequence);
      this.store.well();
      this.take(answer.value.labels);
      this.changed();
    } else {
      this.store.failed(answer);
    }
  }

  save(labels: Save[]): Promise<Answer<Saved>> { return ask<Saved>(`${this.root}/labels`, { labels }); }

  saved(answer: Saved, saves: Save[]): void {
    for (const refused of answer.refused) {
      const mine = saves.find(s => s.id === refused.id);
      if (mine && refused.conflict) {
        this.disputes.add(mine);
      }

      this.say(`Slice ${refused.number} was not saved. ${refused.reason}`);
    }

    this.take(answer.labels);
  }

  changed(): void {
    this.labels = new Map(this.known);
    for (const save of this.store.entries) {
      this.labels.set(save.number, {
        ...valueOf(save), number: save.number, revision: this.known.get(save.number)?.revision ?? 0, by: this.me.name, byId: this.me.id, at: save.madeAt, waiting: true,
      });
    }

    this.onChange();
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

    this.changed();
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

  private get ordered(): number[] {
    const slices = this.order === 'study' ? this.slices : [...this.slices].sort((a, b) => (b.uncertainty ?? -1) - (a.uncertainty ?? -1) || a.number - b.number);
    return slices.map(s => s.number);
  }

  private record(number: number, value: Value): void {
    this.forget(number);
    this.store.add({ ...value, id: newId(), tab: this.tab, number, basedOn: this.known.get(number)?.revision ?? 0, madeAt: new Date().toISOString() });
    this.changed();
    void this.store.flush();
  }

  private forget(number: number): void {
    this.disputes.remove(this.disputes.all().filter(s => s.number === number).map(s => s.id));
  }

  private take(labels: Label[]): void {
    // An answer may be overtaken by a later one.
    labels.filter(l => l.revision > (this.known.get(l.number)?.revision ?? 0)).forEach(l => this.known.set(l.number, l));
  }
}
