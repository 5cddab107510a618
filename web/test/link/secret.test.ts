import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secretIn } from '../../src/link/secret';

const secret = 'a'.repeat(20) + '-_' + '9'.repeat(21);

test('the secret is taken out of what a mail program makes of the link', () => {
  assert.equal(secretIn(`#${secret}`), secret);
  assert.equal(secretIn(`#${secret}.`), secret);
  assert.equal(secretIn(`#${secret}>`), secret);
});

test('a link without a secret opens nothing, and one that is cut off is asked about all the same', () => {
  assert.equal(secretIn(''), null);
  assert.equal(secretIn('#'), null);
  assert.equal(secretIn('#abc'), 'abc');
  assert.equal(secretIn(`#${'b'.repeat(5000)}`)?.length, 199);
});
