import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeUp, plainView, windowOf } from '../../src/reading/canvas';
import { pictureOf, type Picture, type Roi } from '../../src/reading/stack';

const picture = (roi: Roi): Picture => ({
  width: 100, height: 80, columnSpacingMm: 1, rowSpacingMm: 1, centre: 400, windowWidth: 600, intercept: 0, slope: 1, roi, values: new Uint16Array(0), letters: [],
});

test('the window is that of the file until the reader changes it', () => {
  assert.deepEqual(windowOf(picture({ x: 0, y: 0, width: 1, height: 1 }), plainView()), { centre: 400, width: 600 });
});

test('brighter lowers the centre by a share of the width, more contrast narrows it', () => {
  assert.deepEqual(windowOf(picture({ x: 0, y: 0, width: 1, height: 1 }), { ...plainView(), level: 0.1, contrast: 2 }), { centre: 340, width: 300 });
});

test('the close-up shows the region and half of it on each side', () => {
  assert.deepEqual(closeUp(picture({ x: 40, y: 30, width: 20, height: 10 })), { x: 30, y: 25, width: 40, height: 20 });
});

test('the close-up ends where the slice does', () => {
  assert.deepEqual(closeUp(picture({ x: 2, y: 74, width: 20, height: 6 })), { x: 0, y: 71, width: 32, height: 9 });
});

test('a slice says which side of the patient lies at which edge, or nothing', () => {
  const bytes = new ArrayBuffer(88 + 2 * 2 + 16);
  new DataView(bytes).setInt32(0, 2, true);
  new DataView(bytes).setInt32(4, 1, true);
  assert.deepEqual(pictureOf(bytes).letters, ['', '', '', '']);
  new Uint8Array(bytes).set([...'R\0\0\0A\0\0\0L\0\0\0PF'].map(c => c.charCodeAt(0)), 92);
  assert.deepEqual(pictureOf(bytes).letters, ['R', 'A', 'L', 'PF']);
  assert.equal(pictureOf(bytes).values.length, 2);
});
