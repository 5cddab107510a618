import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newId, Outbox } from '../../src/shared/outbox';
import { freshBrowser, local } from '../browser';

interface Entry { id: string; what: string; }

const entry = (what: string): Entry => ({ id: newId(), what });
const box = (prefix = 'mine/') => new Outbox<Entry>(prefix);
const whats = (of: Outbox<Entry>) => of.all().map(e => e.what);

beforeEach(freshBrowser);

test('ids made in one millisecond sort in the order in which they were made, and none comes twice', () => {
  const ids = Array.from({ length: 10_000 }, newId);
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(ids.every(id => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)));
});

test('a clock that is set back does not put later ids before earlier ones', () => {
  const now = Date.now;
  try {
    const before = newId();
    Date.now = () => now() - 3_600_000;
    assert.ok(newId() > before);
  } finally {
    Date.now = now;
  }
});

test('entries come in the order in which they were made, also when they were stored in another', () => {
  const [first, second, third] = [entry('first'), entry('second'), entry('third')];
  const outbox = box();
  [third, first, second].forEach(e => outbox.add(e));
  assert.deepEqual(whats(outbox), ['first', 'second', 'third']);
});

test('after a reload all is there that was not removed', () => {
  const outbox = box();
  const gone = entry('gone');
  [entry('one'), gone, entry('two')].forEach(e => outbox.add(e));
  outbox.remove([gone.id]);
  assert.deepEqual(whats(box()), ['one', 'two']);
});

test("another tab's entries are among them, and nobody else's", () => {
  const [here, there, others] = [box(), box(), box('somebody else/')];
  here.add(entry('here'));
  there.add(entry('there'));
  others.add(entry('theirs'));
  assert.deepEqual(whats(here), ['here', 'there']);
});

test('where the browser keeps nothing, entries wait in memory and it says so', () => {
  const outbox = box();
  outbox.add(entry('stored'));
  local.full = true;
  outbox.add(entry('in memory'));
  assert.deepEqual(whats(outbox), ['stored', 'in memory']);
  assert.equal(outbox.durable, false);
});

test('an entry that cannot be read is dropped, and the others stand', () => {
  const outbox = box();
  outbox.add(entry('whole'));
  local.setItem('mine/broken', '{"id":');
  assert.deepEqual(whats(outbox), ['whole']);
  assert.equal(local.getItem('mine/broken'), null);
});
