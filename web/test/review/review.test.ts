import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { Change, Reading, Slice, State } from '../../src/review/model';
import { isHighGrade, withWaiting } from '../../src/review/model';
import { Review } from '../../src/review/review';
import type { Saved, Server } from '../../src/review/server';
import { Outbox } from '../../src/shared/outbox';
import type { Answer } from '../../src/shared/requests';
import { freshBrowser, settled } from '../browser';

const me = { id: 'me', name: 'Dr Baur' };

function slice(number: number, more: Partial<Slice> = {}): Slice {
  return {
    slice: number, sopInstanceUid: `2.25.${number}`, frame: 1, positionMm: -4 * number, modelStatus: 'graded', modelGrade: '1b', reading: null, conflict: null,
    readingVersion: 0, keyImageVersion: 0, keyImage: false, proposed: false, attention: null, ...more,
  };
}

const reading = (grade: string, by = 'Dr Lang'): Reading => ({
  sequence: 1, grade, exclusion: null, reason: null, note: null, override: false, by, byId: by, at: '2026-01-01T00:00:00Z', modelGrade: '1b', onEarlierRun: false, pipelineVersion: null,
});

const state = (slices: Slice[], sequence = 1): State => ({
  runId: 'run', sequence, verdict: { grade: null, flagged: false, byReviewer: false, slicesRead: 0, conflicts: 0, reason: '', modelGrade: null }, slices, signatures: [], history: [],
  changedSinceSigned: false, signedOnThisRun: false,
});

/** Keeps readings as the server does: the newest stands, and one that was made without having seen another's is a conflict. */
class Desk {
  away = false;
  readonly saves: Change[] = [];

  constructor(public now: State) { }

  async read(): Promise<Answer<State>> {
    return this.away ? { ok: false, lost: true, words: 'The server cannot be reached.' } : { ok: true, value: this.now };
  }

  async save(changes: Change[]): Promise<Answer<Saved>> {
    if (this.away) {
      return { ok: false, lost: true, words: 'The server cannot be reached.' };
    }

    this.saves.push(...changes);
    this.write(changes);
    return { ok: true, value: { review: this.now, refused: [] } };
  }

  write(changes: Change[]): void {
    const sequence = this.now.sequence + 1;
    const slices = withWaiting(this.now, changes, me).map(s => ({ ...s, waiting: false, readingVersion: changes.some(c => c.slice === s.slice) ? sequence : s.readingVersion }));
    this.now = { ...this.now, sequence, slices };
  }
}

async function opened(slices: Slice[]): Promise<{ review: Review; desk: Desk; said: string[] }> {
  const desk = new Desk(state(slices));
  const said: string[] = [];
  const review = new Review(new Outbox<Change>('review/me/'), desk as unknown as Server, me, 'steps', () => { }, words => said.push(words));
  await review.read();
  return { review, desk, said };
}

const grades = (review: Review) => review.slices.map(s => s.reading?.grade ?? null);

beforeEach(freshBrowser);

test('a grade stands at once and is saved with the version that it was based on', async () => {
  const { review, desk } = await opened([slice(0, { readingVersion: 7 })]);
  review.grade(0, '2');
  assert.deepEqual(grades(review), ['2']);
  assert.equal(review.slices[0]!.waiting, true);
  await settled();
  assert.deepEqual(desk.saves.map(c => [c.slice, c.grade, c.basedOn, c.aspect]), [[0, '2', 7, 'reading']]);
  assert.equal(review.store.waiting, 0);
});

test('undo goes back step by step, redo forward again, and a new step ends the redo', async () => {
  const { review } = await opened([slice(0), slice(1)]);
  review.grade(0, '1c');
  review.grade(0, '2');
  review.grade(1, '3');
  review.undo();
  review.undo();
  assert.deepEqual(grades(review), ['1c', null]);
  review.redo();
  assert.deepEqual(grades(review), ['2', null]);
  review.grade(1, '0');
  assert.equal(review.canRedo, false);
  assert.deepEqual(grades(review), ['2', '0']);
  review.undo();
  review.undo();
  review.undo();
  assert.deepEqual(grades(review), [null, null]);
  assert.equal(review.canUndo, false);
  assert.equal(review.undo(), undefined);
});

test('one step over many slices is undone as one', async () => {
  const { review } = await opened([slice(0), slice(1), slice(2), slice(3, { reading: { ...reading('1a'), grade: null, exclusion: 'quality' } })]);
  review.grade(0, '1a');
  review.gradeRun(3, '2');
  assert.deepEqual(grades(review), ['2', '2', '2', null], 'a slice that was left out stays left out');
  review.undo();
  assert.deepEqual(grades(review), ['1a', null, null, null]);
});

test('an undo does not take back what somebody else has changed since', async () => {
  const { review, desk, said } = await opened([slice(0), slice(1)]);
  review.grade(0, '1c');
  review.gradeRun(1, '2');
  await settled();
  desk.now = { ...desk.now, sequence: desk.now.sequence + 1, slices: desk.now.slices.map(s => s.slice === 1 ? { ...s, reading: reading('3') } : s) };
  await review.read();
  review.undo();
  assert.deepEqual(grades(review), ['1c', '3']);
  assert.match(said.at(-1)!, /One slice was changed by somebody since/);
});

test('undo outlives a reload', async () => {
  const { review, desk } = await opened([slice(0)]);
  review.grade(0, '2');
  await settled();
  const again = new Review(new Outbox<Change>('review/me/'), desk as unknown as Server, me, 'steps', () => { }, () => { });
  await again.read();
  again.undo();
  assert.deepEqual(grades(again), [null]);
});

test('without the server grades are kept in order over a reload, and saved once it is back', async () => {
  const { review, desk } = await opened([slice(0), slice(1)]);
  desk.away = true;
  review.grade(0, '1c');
  review.grade(1, '2');
  review.grade(0, '3');
  await settled();
  review.close();
  desk.away = false;
  const again = new Review(new Outbox<Change>('review/me/'), desk as unknown as Server, me, 'steps', () => { }, () => { });
  await again.read();
  assert.deepEqual(grades(again), ['3', '2'], 'what waits stands over what the server says');
  await again.store.flush();
  assert.deepEqual(desk.saves.map(c => [c.slice, c.grade]), [[0, '1c'], [1, '2'], [0, '3']]);
  assert.deepEqual(grades(again), ['3', '2']);
});

test('an answer that was overtaken by a later one is not taken', async () => {
  const { review, desk } = await opened([slice(0)]);
  const older = desk.now;
  desk.now = state([slice(0, { reading: reading('3') })], 5);
  await review.read();
  desk.now = older;
  await review.read();
  assert.deepEqual(grades(review), ['3']);
});

test('while two differ a confirmation is refused; the grade that is pressed settles it, even the one that stands', async () => {
  const { review, said } = await opened([slice(0, { reading: reading('2', 'Dr Baur'), conflict: reading('1c') })]);
  assert.equal(review.confirm(0), undefined);
  assert.match(said.at(-1)!, /Two reviewers differ/);
  assert.ok(review.slices[0]!.conflict);
  review.grade(0, '2');
  assert.equal(review.slices[0]!.conflict, null);
  assert.equal(review.slices[0]!.waiting, true);
});

test('either of the two can be chosen, and its reason stays with whoever gave it', async () => {
  const mine = { ...reading('2', 'me'), reason: 'motion', note: 'blurred' };
  const theirs = { ...reading('1c'), reason: 'other', note: 'theirs' };
  for (const [which, expected] of [['reading', ['2', 'motion', 'blurred']], ['conflict', ['1c', null, null]]] as const) {
    freshBrowser();
    const { review, desk } = await opened([slice(0, { reading: mine, conflict: theirs, readingVersion: 9 })]);
    review.settle(0, which);
    await settled();
    assert.deepEqual(desk.saves.map(c => [c.grade, c.reason, c.note]), [expected]);
    assert.equal(desk.saves[0]!.basedOn, 9);
    assert.equal(review.slices[0]!.conflict, null);
  }
});

test('where nobody differs there is nothing to choose', async () => {
  const { review, desk } = await opened([slice(0, { reading: reading('2') })]);
  review.settle(0, 'conflict');
  review.settle(0, 'reading');
  await settled();
  assert.deepEqual(desk.saves, []);
});

test('while two differ the more severe grade counts', () => {
  assert.equal(isHighGrade(slice(0, { modelGrade: '0', reading: reading('1a'), conflict: reading('2') })), true);
  assert.equal(isHighGrade(slice(0, { modelGrade: '3', reading: reading('1a'), conflict: reading('1b') })), false);
  assert.equal(isHighGrade(slice(0, { modelGrade: '3' })), true);
});

test('what waits is laid over the server\'s state, slice by slice and aspect by aspect, and never over another grading', async () => {
  const base = { id: 'x', runId: 'run', basedOn: 0, madeAt: '2026-01-01T00:00:00Z', exclusion: null, reason: null, note: null, marked: null, grade: null };
  const [first, second, third] = withWaiting(state([slice(0, { reading: reading('0'), attention: 'changed' }), slice(1), slice(2)]), [
    { ...base, slice: 0, aspect: 'reading', grade: '2' },
    { ...base, slice: 0, aspect: 'keyImage', marked: true },
    { ...base, slice: 2, aspect: 'reading', grade: '3', runId: 'an earlier run' },
  ], me) as [Slice, Slice, Slice];
  assert.deepEqual([first.reading?.grade, first.reading?.by, first.reading?.override, first.keyImage, first.attention, first.waiting], ['2', 'Dr Baur', true, true, null, true]);
  assert.deepEqual([second.reading, second.waiting], [null, undefined]);
  assert.deepEqual([third.reading, third.waiting], [null, undefined]);
});
