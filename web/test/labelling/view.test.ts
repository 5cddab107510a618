import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asStored, stepInStored } from '../../src/labelling/view';

test('a step on the screen of an image as stored is the same step in it', () => {
  assert.deepEqual(stepInStored(asStored, 3, -2), [3, -2]);
});

test('a step on the screen of a turned image leads where the server says', () => {
  assert.deepEqual(stepInStored({ right: [-1, 0], down: [0, 1], letters: null }, 3, 2), [-3, 2]); // mirrored
  assert.deepEqual(stepInStored({ right: [0, 1], down: [1, 0], letters: null }, 3, 2), [2, 3]); // transposed
  assert.deepEqual(stepInStored({ right: [0, -1], down: [1, 0], letters: null }, 3, 2), [2, -3]); // turned by a quarter
});
