import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newId, Outbox } from '../../src/shared/outbox';
import type { Answer } from '../../src/shared/requests';
import { OfflineStore, savingWords } from '../../src/shared/store';
import { freshBrowser, local, settled } from '../browser';

interface Entry { id: string; what: string; }

/** A server that can be away, and answers when the test says so. It takes an id once, as ours does. */
class Desk {
  isOpen = true;
  away = false;
  requests: string[][] = [];
  taken = new Map<string, string>();
  reads = 0;
  told: string[][] = [];
  store: OfflineStore<Entry, string>;
  /** Loses the answer on its way back: the entries are saved, and the browser does not know. */
  losesAnswer = false;
  private hold?: Promise<void>;
  release: () => void = () => { };

  constructor(most = 3) {
    this.store = new OfflineStore<Entry, string>(new Outbox<Entry>('desk/'), this, most);
  }

  holdAnswers(): void {
    this.hold = new Promise(done => { this.release = done; });
  }

  async save(entries: Entry[]): Promise<Answer<string>> {
    this.requests.push(entries.map(e => e.what));
    await this.hold;
    if (this.away) {
      return { ok: false, lost: true, words: 'The server cannot be reached.' };
    }

    entries.filter(e => !this.taken.has(e.id)).forEach(e => this.taken.set(e.id, e.what));
    return this.losesAnswer ? { ok: false, lost: true, words: 'The server cannot be reached.' } : { ok: true, value: 'saved' };
  }

  saved(_: string, entries: Entry[]): void { this.told.push(entries.map(e => e.what)); }

  async read(): Promise<void> {
    this.reads++;
    this.isOpen = true;
    this.store.well();
  }

  changed(): void { }

  put(...whats: string[]): void { whats.forEach(what => this.store.add({ id: newId(), what })); }
}

beforeEach(freshBrowser);

test('what waits is sent in the order in which it was made, no more at once than the server takes', async () => {
  const desk = new Desk();
  desk.put('a', 'b', 'c', 'd', 'e');
  await desk.store.flush();
  assert.deepEqual(desk.requests, [['a', 'b', 'c'], ['d', 'e']]);
  assert.deepEqual([...desk.taken.values()], ['a', 'b', 'c', 'd', 'e']);
  assert.equal(desk.store.waiting, 0);
});

test('while one request is on its way there is no second: nothing is sent twice', async () => {
  const desk = new Desk();
  desk.holdAnswers();
  desk.put('a');
  const first = desk.store.flush();
  desk.put('b');
  await desk.store.flush();
  await desk.store.tryAgain();
  assert.deepEqual(desk.requests, [['a']]);
  desk.release();
  await first;
  assert.deepEqual(desk.requests, [['a'], ['b']]);
});

test('while the server is away everything stays, and goes in order once it is back', async () => {
  const desk = new Desk();
  desk.away = true;
  desk.put('a');
  await desk.store.flush();
  desk.put('b');
  await desk.store.flush();
  assert.equal(desk.store.waiting, 2);
  assert.equal(desk.store.trouble, 'The server cannot be reached.');
  desk.away = false;
  await desk.store.tryAgain();
  assert.deepEqual([...desk.taken.values()], ['a', 'b']);
  assert.equal(desk.store.waiting, 0);
  assert.equal(desk.store.trouble, null);
  desk.store.close();
});

test('it tries again by itself, ever more seldom, and stops when the page is left', async () => {
  const delays: number[] = [];
  const later: (() => void)[] = [];
  const real = globalThis.setTimeout;
  globalThis.setTimeout = ((does: () => void, ms: number) => { delays.push(ms); later.push(does); return 0; }) as never;
  const turn = () => new Promise<void>(done => real(done, 0));
  try {
    const desk = new Desk();
    desk.away = true;
    desk.put('a');
    await desk.store.flush();
    for (let i = 0; i < 4; i++) {
      later.at(-1)!();
      await turn();
    }

    assert.deepEqual(delays, [1000, 2000, 4000, 8000, 8000]);
    desk.away = false;
    later.at(-1)!();
    await turn();
    assert.deepEqual([...desk.taken.values()], ['a']);

    desk.away = true;
    desk.put('b');
    desk.store.close();
    await desk.store.flush();
    assert.deepEqual([desk.requests.length, delays.length], [6, 5]);
  } finally {
    globalThis.setTimeout = real;
  }
});

test('a server that answers no is not asked again by itself, unless something waits to be saved', async () => {
  const delays: number[] = [];
  const real = globalThis.setTimeout;
  globalThis.setTimeout = ((_: () => void, ms: number) => { delays.push(ms); return 0; }) as never;
  try {
    const desk = new Desk();
    desk.store.failed({ words: 'This study has no grades.', lost: false });
    assert.deepEqual([savingWords(desk.store, 'change'), delays], ['This study has no grades.', []]);
    desk.store.failed({ words: 'The server cannot be reached.', lost: true });
    assert.deepEqual(delays, [1000]);
    desk.put('a');
    desk.store.failed({ words: 'This study has no grades.', lost: false });
    assert.deepEqual(delays, [1000, 2000]);
  } finally {
    globalThis.setTimeout = real;
  }
});

test('an answer that is lost on its way has the same ids sent again, so that the server can take them once', async () => {
  const desk = new Desk();
  desk.losesAnswer = true;
  desk.put('a');
  await desk.store.flush();
  desk.losesAnswer = false;
  desk.put('b');
  await desk.store.tryAgain();
  assert.deepEqual(desk.requests, [['a'], ['a', 'b']]);
  assert.deepEqual([...desk.taken.values()], ['a', 'b']);
  assert.equal(desk.store.waiting, 0);
  desk.store.close();
});

test('a reload takes nothing away: the next page sends what waited', async () => {
  const before = new Desk();
  before.away = true;
  before.put('a', 'b');
  await before.store.flush();
  before.store.close();
  const after = new Desk();
  await after.store.flush();
  assert.deepEqual([...after.taken.values()], ['a', 'b']);
});

test('what fails while it is answered for still waits', async () => {
  const desk = new Desk();
  desk.put('a');
  desk.saved = () => { throw new Error('the page is broken'); };
  await desk.store.flush().then(() => assert.ok(false, 'the fault is swallowed'), () => { });
  assert.equal(desk.store.waiting, 1);
  desk.saved = () => { };
  await desk.store.flush();
  assert.equal(desk.store.waiting, 0);
});

test('before the server has been read nothing is sent; then what waited from an earlier visit is', async () => {
  const desk = new Desk();
  desk.isOpen = false;
  desk.put('a');
  await desk.store.tryAgain();
  await settled();
  assert.deepEqual([desk.reads, desk.requests], [1, [['a']]]);
});

test('the page says what waits, why, and when a reload would lose it', () => {
  assert.equal(savingWords({ waiting: 0, trouble: null, durable: true }, 'change'), '');
  assert.equal(savingWords({ waiting: 2, trouble: null, durable: true }, 'change'), '', 'a save that takes no time');
  assert.equal(savingWords({ waiting: 0, trouble: 'The server is not ready.', durable: true }, 'change'), 'The server is not ready. Nothing of yours is unsaved.');
  assert.equal(savingWords({ waiting: 1, trouble: 'The server is not ready.', durable: true }, 'label'),
    '1 label waiting to be saved. The server is not ready. They are kept in this browser and saved by themselves.');
  assert.match(savingWords({ waiting: 2, trouble: null, durable: false }, 'label'), /^2 labels waiting .* do not close or reload the page\.$/);
});

test('where the browser keeps nothing the store says so', () => {
  local.full = true;
  const desk = new Desk();
  desk.put('a');
  assert.equal(desk.store.durable, false);
});
