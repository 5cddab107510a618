import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elsewhere, missing, replaced, shown, toInstant, toLocal, type Change, type Form } from '../../src/referral/model';

const required = { '': [], planned: [], urgent: ['contact', 'pain'], emergency: ['contact', 'power', 'gait', 'bladder'] };
const form = (answers: Record<string, string | null>, tabId = 'a', other: string | null = null): Form => ({
  id: 'f', submittedAt: null, required,
  answers: Object.fromEntries(Object.entries(answers).map(([field, value]) => [field, { value, at: '2026-11-30T10:00:00Z', tabId, elsewhere: other }])),
});
const change = (id: string, field: string, value: string): Change => ({ id, field, value });

test('shown_waitingAnswer_comesBeforeTheServers', () => {
  assert.equal(shown(form({ note: 'old' }), [change('1', 'note', 'new'), change('2', 'note', 'newer')], 'note'), 'newer');
  assert.equal(shown(form({ note: 'old' }), [], 'note'), 'old');
  assert.equal(shown(form({ note: 'old' }), [change('1', 'note', '')], 'note'), '');
});

test('missing_byUrgency_isWhatItNeedsAndNothingElse', () => {
  assert.deepEqual(missing(form({ note: 'x' }), []), []);
  assert.deepEqual(missing(form({ urgency: 'emergency', contact: 'Dr Ng' }), []), ['power', 'gait', 'bladder']);
  assert.deepEqual(missing(form({ urgency: 'planned' }), [change('1', 'urgency', 'urgent'), change('2', 'contact', '  ')]), ['contact', 'pain']);
});

test('replaced_sameField_lettsGoOfTheOlder', () => {
  assert.deepEqual(replaced([change('1', 'note', 'a'), change('2', 'pain', 'none')], change('3', 'note', 'ab')), ['1']);
});

test('elsewhere_anotherTabsWords_areShownUntilTheyAreTheSame', () => {
  assert.equal(elsewhere(form({ note: 'theirs' }, 'b'), [change('1', 'note', 'mine')], 'note', 'a'), 'theirs');
  assert.equal(elsewhere(form({ note: 'mine' }, 'a', 'theirs'), [], 'note', 'a'), 'theirs');
  assert.equal(elsewhere(form({ note: 'same' }, 'b'), [change('1', 'note', 'same')], 'note', 'a'), null);
  assert.equal(elsewhere(form({}), [], 'note', 'a'), null);
});

test('toInstant_andBack_isTheSameMinute', () => {
  for (const local of ['2026-11-30T10:15', '2026-07-01T00:00', '2026-12-31T23:59']) {
    assert.equal(toLocal(toInstant(local)), local);
  }
  assert.equal(toInstant(''), '');
  assert.equal(toInstant('nonsense'), '');
  assert.equal(toLocal(''), '');
  assert.match(toInstant('2026-11-30T10:15'), /^2026-11-\d\dT\d\d:\d\d:00Z$/);
});
