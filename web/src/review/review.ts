// A reviewer's work on one study: what the server knows, what waits here, and every step that can be undone.
import { isHighGrade, nothing, same, valuesOf, withWaiting, type Change, type Slice, type State, type Values } from './model';
import { saidWords } from '../shared/grades';
import { newId, type Outbox } from '../shared/outbox';
import type { Answer } from '../shared/requests';
import { OfflineStore, type Work } from '../shared/store';
import type { Saved, Server } from './server';

interface Step { slice: number; aspect: Change['aspect']; before: Values; after: Values; }
interface Steps { done: Step[][]; undone: Step[][]; }

const rank = { highGrade: 0, uncertain: 1, changed: 2 };

export class Review implements Work<Change, Saved> {
  state?: State;
  slices: Slice[] = [];
  private steps: Steps;
  private anchor?: number;
  readonly store: OfflineStore<Change, Saved>;

  constructor(
    outbox: Outbox<Change>, private readonly server: Server, readonly me: { id: string; name: string }, private readonly stepsKey: string,
    private readonly onChange: () => void, private readonly say: (words: string) => void) {
    this.store = new OfflineStore<Change, Saved>(outbox, this, 500);
    this.steps = JSON.parse(sessionStorage.getItem(stepsKey) ?? '{"done":[],"undone":[]}') as Steps;
  }

  get needLook(): Slice[] {
    return this.slices.filter(s => s.attention).sort((a, b) => rank[a.attention!] - rank[b.attention!] || a.slice - b.slice);
  }

  get canUndo(): boolean { return this.steps.done.length > 0; }
  get canRedo(): boolean { return this.steps.undone.length > 0; }

  get isOpen(): boolean { return this.state !== undefined; }

  close(): void { this.store.close(); }

  save(changes: Change[]): Promise<Answer<Saved>> { return this.server.save(changes); }

  saved({ review, refused }: Saved): void {
    refused.forEach(r => this.say(`One change could not be saved. ${r.reason}`));
    this.take(review);
  }

  changed(): void {
    if (this.state) {
      this.slices = withWaiting(this.state, this.store.entries, this.me);
    }

    this.onChange();
  }

  /** Reads what is new; at once after a live update, and again by itself while the server does not answer. */
  async read(): Promise<void> {
    const answer = await this.server.read();
    if (answer.ok) {
      this.store.well();
      this.take(answer.value);
      this.changed();
    } else {
      this.store.failed(answer);
    }
  }

  grade(at: number, grade: string): void {
    this.anchor = at;
    this.do([at], { ...nothing, grade }, `Slice ${at + 1}: ${grade}.`);
  }

  /** Every slice from the last one graded to here, but for those that a person left out. */
  gradeRun(at: number, grade: string): void {
    if (this.anchor === undefined) {
      this.say('Grade one slice first. Shift with a grade then grades every slice from there to here.');
      return;
    }

    const [from, to] = this.anchor <= at ? [this.anchor, at] : [at, this.anchor];
    const run = this.slices.slice(from, to + 1).filter(s => !s.reading?.exclusion).map(s => s.slice);
    this.anchor = at;
    this.do(run, { ...nothing, grade }, `Slices ${from + 1} to ${to + 1}: ${grade}.`);
  }

  exclude(at: number, exclusion: string): void {
    this.do([at], { ...nothing, exclusion }, `Slice ${at + 1} is left out: ${exclusion}.`);
  }

  /** Where two differ one of the two is laid over both, by whoever chooses; the reason stays with whoever gave it. */
  settle(at: number, which: 'reading' | 'conflict'): void {
    const chosen = this.slices[at]?.conflict ? this.slices[at][which] : undefined;
    if (chosen) {
      const own = chosen.byId === this.me.id;
      this.do([at], { ...nothing, grade: chosen.grade, exclusion: chosen.exclusion, reason: own ? chosen.reason : null, note: own ? chosen.note : null }, `Slice ${at + 1}: ${saidWords(chosen)} stands.`);
    }
  }

  /** The model's grade becomes the reviewer's; gives where to look next, or undefined when there is nothing to go on to. */
  confirm(at: number): number | undefined {
    const slice = this.slices[at];
    if (!slice) {
      return undefined;
    }

    if (slice.conflict) {
      this.say('Two reviewers differ here. Press the grade that stands.');
      return undefined;
    }

    if (slice.reading && slice.attention === 'changed') {
      this.record([{ slice: at, aspect: 'reading', before: valuesOf(slice, 'reading'), after: valuesOf(slice, 'reading') }]);
    } else if (!slice.reading && slice.modelGrade) {
      this.grade(at, slice.modelGrade);
    } else if (!slice.reading) {
      this.say('The model gives no grade here. Press a grade, or E to leave the slice out.');
      return undefined;
    }

    return this.next(at);
  }

  next(at: number): number | undefined {
    const open = this.needLook.filter(s => s.slice !== at);
    const first = open[0];
    if (!first) {
      this.say(this.needLook.length > 0 ? 'Only this slice still needs a look.' : 'Every slice that needs a look has had one. Press S to sign off.');
      return undefined;
    }

    const alike = open.filter(s => s.attention === first.attention);
    return (alike.find(s => s.slice > at) ?? alike[0]!).slice;
  }

  explain(at: number, reason: string | null, note: string | null): void {
    const slice = this.slices[at];
    if (slice?.reading) {
      this.do([at], { ...valuesOf(slice, 'reading'), reason, note }, 'The reason is noted.');
    }
  }

  keyImage(at: number): void {
    const marked = !this.slices[at]?.keyImage;
    this.do([at], { ...nothing, marked }, marked ? `Slice ${at + 1} is a key image.` : `Slice ${at + 1} is no longer a key image.`, 'keyImage');
  }

  /** Of high grade alone: what is put before the MDT without being asked for one by one is what the MDT is for. */
  acceptAll(): void {
    const proposed = this.slices.filter(s => s.proposed && !s.keyImage);
    const high = proposed.filter(isHighGrade).map(s => s.slice);
    const left = proposed.filter(s => !isHighGrade(s)).map(s => s.slice);
    const name = (slices: number[]) => slices.map(s => `slice ${s + 1}`).join(', ');
    const rest = left.length === 0 ? '' : ` Not taken, being low grade: ${name(left)}. Choose ${left.length === 1 ? 'it' : 'them'} with k where the MDT should see ${left.length === 1 ? 'it' : 'them'}.`;
    this.do(high, { ...nothing, marked: true }, (high.length === 0 ? 'There is no proposal of high grade to accept.' : `Accepted: ${name(high)}.`) + rest, 'keyImage');
  }

  undo(): number | undefined { return this.move('done', 'undone', 'before', 'Undone'); }

  redo(): number | undefined { return this.move('undone', 'done', 'after', 'Done again'); }

  async sign(reason: string | null, overrideReason: string | null): Promise<string | null> {
    const state = this.state!;
    const answer = await this.server.sign({ id: newId(), sequence: state.sequence, runId: state.runId, reason, overrideReason });
    if (answer.ok) {
      this.store.well();
      this.take(answer.value);
      this.changed();
      return null;
    }

    void this.read();
    return answer.words;
  }

  /** Overrides without a reason that no signature has given one. */
  get unexplained(): Slice[] {
    const signed = this.state?.signatures.at(-1)?.sequence ?? 0;
    return this.slices.filter(s => s.reading?.override && !s.reading.reason && s.reading.sequence > signed);
  }

  private do(at: number[], after: Values, words: string, aspect: Change['aspect'] = 'reading'): void {
    const steps = at.flatMap(slice => {
      const now = this.slices[slice];
      const before = now && valuesOf(now, aspect);
      return before && (!same(before, after) || (aspect === 'reading' && now.conflict)) ? [{ slice, aspect, before, after }] : [];
    });
    this.say(words);
    if (steps.length > 0) {
      this.steps.done.push(steps);
      this.steps.undone = [];
      this.record(steps);
    }
  }

  private move(from: keyof Steps, to: keyof Steps, side: 'before' | 'after', words: string): number | undefined {
    const steps = this.steps[from].pop();
    if (!steps) {
      this.say(from === 'done' ? 'There is nothing of yours to undo.' : 'There is nothing to do again.');
      return undefined;
    }

    // What somebody else has changed since is theirs: an undo must not take it back.
    const expected = side === 'before' ? 'after' : 'before';
    const mine = steps.filter(s => this.slices[s.slice] && same(valuesOf(this.slices[s.slice]!, s.aspect), s[expected]));
    const others = steps.length - mine.length;
    if (mine.length > 0) {
      this.steps[to].push(mine);
      this.record(mine.map(s => (side === 'before' ? { ...s, before: s.after, after: s.before } : s)));
    } else {
      this.keepSteps();
    }

    this.say((mine.length > 0 ? `${words}: ${mine.length === 1 ? `slice ${mine[0]!.slice + 1}` : `${mine.length} slices`}. ` : '')
      + (others > 0 ? `${others === 1 ? 'One slice was' : `${others} slices were`} changed by somebody since and stay as they are.` : ''));
    return mine[0]?.slice;
  }

  private record(steps: Step[]): void {
    for (const step of steps) {
      const saved = this.state!.slices[step.slice]!;
      this.store.add({
        ...step.after, id: newId(), runId: this.state!.runId, slice: step.slice, aspect: step.aspect,
        basedOn: step.aspect === 'reading' ? saved.readingVersion : saved.keyImageVersion, madeAt: new Date().toISOString(),
      });
    }

    this.keepSteps();
    this.changed();
    void this.store.flush();
  }

  private keepSteps(): void {
    this.steps.done = this.steps.done.slice(-200);
    try {
      sessionStorage.setItem(this.stepsKey, JSON.stringify(this.steps));
    } catch {
      // Undo then ends at a reload.
    }
  }

  private take(state: State): void {
    // An answer may be overtaken by a later one.
    if (!this.state || this.state.runId !== state.runId || state.sequence >= this.state.sequence) {
      this.state = state;
    }
  }
}
