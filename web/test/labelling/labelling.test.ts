import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Labelling } from '../../src/labelling/labelling';
import { valueOf, type Label, type Save, type Saved, type Slice, type Value } from '../../src/labelling/model';
import { Outbox } from '../../src/shared/outbox';
import { freshBrowser, settled } from '../browser';

const me = { id: 'me', name: 'Dr Baur' };
const box = { x: 10, y: 10, width: 40, height: 40 };
const graded = (grade: string): Value => ({ box, grade, exclusion: null, withdrawn: false });

const slice = (number: number, uncertainty: number | null = null): Slice => ({
  number, study: number <= 2 ? 1 : 2, followsNeighbour: number === 2, positionMm: 0, width: 100, height: 100, columnSpacingMm: 1, rowSpacingMm: 1,
  proposedBox: null, proposedGrade: null, highGradeProbability: 0, uncertainty,
});

/** The routes of a label set: a label that was made without having seen somebody else's newer one is refused. */
class Desk {
  away = false;
  revision = 0;
  labels = new Map<number, Label>();
  saves: Save[] = [];

  label(number: number, value: Value, by: string): Label {
    const label = { ...value, number, revision: ++this.revision, by, byId: by, at: '2026-01-01T00:00:00Z' };
    this.labels.set(number, label);
    return label;
  }

  answer(path: string, body: { labels: Save[] } | undefined): unknown {
    if (this.away) {
      throw new TypeError('Failed to fetch');
    }

    if (path.endsWith('/work')) {
      return { name: 'Set', sequence: this.revision, studies: [{ number: 1, patientId: 'A' }, { number: 2, patientId: 'B' }], slices: [1, 2, 3, 4].map(n => slice(n, [0.1, 0.4, 0.9, null][n - 1])), labels: [...this.labels.values()] };
    }

    if (!body) {
      return { sequence: this.revision, labels: [...this.labels.values()] };
    }

    const saved: Saved = { labels: [], refused: [] };
    for (const save of body.labels) {
      this.saves.push(save);
      const there = this.labels.get(save.number);
      if (there && there.byId !== me.id && there.revision > save.basedOn) {
        saved.refused.push({ id: save.id, number: save.number, reason: 'Somebody labelled it meanwhile.', conflict: true });
        saved.labels.push(there);
      } else {
        saved.labels.push(this.label(save.number, valueOf(save), me.id));
      }
    }

    return saved;
  }
}

let desk: Desk;
let said: string[];

async function opened(): Promise<Labelling> {
  const work = new Labelling('/api/label-sets/1', new Outbox<Save>('label/'), new Outbox<Save>('dispute/'), 'tab', me, () => { }, words => said.push(words));
  await work.open();
  return work;
}

const grade = (work: Labelling, number: number) => work.labels.get(number)?.grade ?? null;

beforeEach(() => {
  freshBrowser();
  [desk, said] = [new Desk(), []];
  Object.assign(globalThis, {
    document: { querySelector: () => null },
    fetch: async (path: string, { body }: { body?: string }) => {
      const answer = desk.answer(path, body === undefined ? undefined : JSON.parse(body) as { labels: Save[] });
      return { ok: true, status: 200, json: async () => answer };
    },
  });
});

test('a label stands at once and is saved', async () => {
  const work = await opened();
  work.put(1, graded('2'));
  assert.equal(work.labels.get(1)!.waiting, true);
  await settled();
  assert.deepEqual([grade(work, 1), work.labels.get(1)!.waiting, work.store.waiting], ['2', undefined, 0]);
});

test('undo goes back step by step to what stood before', async () => {
  const work = await opened();
  work.put(1, graded('2'));
  work.put(1, graded('3'));
  work.put(2, graded('0'));
  assert.equal(work.undo(), 2);
  assert.equal(work.undo(), 1);
  assert.deepEqual([grade(work, 1), grade(work, 2)], ['2', null]);
  work.undo();
  assert.equal(work.labels.get(1)!.withdrawn, true);
  assert.equal(work.undo(), undefined);
  await settled();
  assert.deepEqual(desk.saves.map(s => [s.number, s.grade]), [[1, '2'], [1, '3'], [2, '0'], [2, null], [1, '2'], [1, null]]);
});

test('an undo does not take back what somebody else has changed since', async () => {
  const work = await opened();
  work.put(1, graded('2'));
  await settled();
  desk.label(1, graded('3'), 'Dr Lang');
  await work.read();
  work.undo();
  assert.equal(grade(work, 1), '3');
  assert.match(said.at(-1)!, /changed by somebody since/);
});

test('without the server labels are kept over a reload, and saved in order once it is back', async () => {
  const work = await opened();
  desk.away = true;
  work.put(1, graded('1c'));
  work.put(2, graded('2'));
  work.put(1, graded('3'));
  await settled();
  assert.equal(work.store.waiting, 3);
  work.close();
  desk.away = false;
  const again = await opened();
  await settled();
  assert.deepEqual(desk.saves.map(s => [s.number, s.grade]), [[1, '1c'], [2, '2'], [1, '3']]);
  assert.deepEqual([grade(again, 1), grade(again, 2), again.store.waiting], ['3', '2', 0]);
});

test('a page that is opened without the server saves what waited from before once it is back', async () => {
  const first = await opened();
  desk.away = true;
  first.put(1, graded('2'));
  await settled();
  first.close();
  const again = await opened();
  assert.deepEqual([again.isOpen, again.store.waiting], [false, 1]);
  desk.away = false;
  await again.store.tryAgain();
  await settled();
  assert.deepEqual([again.isOpen, again.store.waiting, desk.labels.get(1)?.grade], [true, 0, '2']);
});

test('where two differ nothing is laid over the other before a person has chosen, also over a reload', async () => {
  const work = await opened();
  desk.label(1, graded('3'), 'Dr Lang');
  work.put(1, graded('2'));
  await settled();
  assert.deepEqual([grade(work, 1), desk.labels.get(1)!.grade, work.dispute(1)?.grade, work.store.waiting], ['3', '3', '2', 0]);
  work.close();
  assert.equal((await opened()).dispute(1)?.grade, '2');
});

test('"theirs stands" forgets mine, and "mine" is laid over with the newest revision seen', async () => {
  const work = await opened();
  desk.label(1, graded('3'), 'Dr Lang');
  desk.label(2, graded('3'), 'Dr Lang');
  work.put(1, graded('2'));
  work.put(2, graded('1a'));
  await settled();
  work.settle(1, false);
  work.settle(2, true);
  await settled();
  assert.deepEqual([desk.labels.get(1)!.grade, desk.labels.get(2)!.grade], ['3', '1a']);
  assert.deepEqual([work.dispute(1), work.dispute(2)], [undefined, undefined]);
  assert.equal(desk.saves.at(-1)!.basedOn, 2);
});

test('the next slice without a label is the next in the set, or the most uncertain', async () => {
  const work = await opened();
  assert.deepEqual([work.first(), work.next(1), work.next(1, -1)], [1, 2, 4]);
  work.order = 'uncertain';
  assert.deepEqual([work.first(), work.next(3), work.next(1)], [3, 2, 4]);
  [1, 2, 3].forEach(n => work.put(n, graded('0')));
  assert.deepEqual([work.next(4), work.next(1)], [undefined, 4]);
});
