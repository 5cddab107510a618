import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsOfChoice, wordsOfConflict, type Side } from '../../src/shared/conflict';
import { saidWords } from '../../src/shared/grades';

const mine: Side = { settle: 'mine', by: 'Dr Baur', isMine: true, says: saidWords({ grade: '2', exclusion: null }) };
const theirs: Side = { settle: 'theirs', by: 'Dr Lang', isMine: false, says: saidWords({ grade: null, exclusion: 'quality' }) };

test('a conflict says who said what', () => {
  assert.equal(wordsOfConflict({ lead: 'Two reviewers differ.', sides: [theirs, mine] }), 'Two reviewers differ. Dr Lang said: left out, image quality. You said: grade 2.');
});

test('each choice says whose word will stand, and what it is', () => {
  assert.equal(wordsOfChoice(mine), 'Mine stands: grade 2');
  assert.equal(wordsOfChoice(theirs), 'Dr Lang’s stands: left out, image quality');
});
