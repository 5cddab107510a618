import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pointsOf } from '../../src/study/contours';

test('an outline is read point by point', () => {
  assert.deepEqual(pointsOf('131.5,157.2 -0.5,158'), [[131.5, 157.2], [-0.5, 158]]);
});

test('no outline has no points', () => {
  assert.deepEqual(pointsOf(''), []);
});
