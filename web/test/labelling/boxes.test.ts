import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dragged, inside, middle, moved, resized, type Box } from '../../src/labelling/boxes';

const image = { width: 200, height: 100 };
const box: Box = { x: 50, y: 20, width: 40, height: 30 };

test('a box lies in whole pixels', () => {
  assert.deepEqual(inside({ x: 10.4, y: 10.6, width: 20.4, height: 20.6 }, image), { x: 10, y: 11, width: 21, height: 20 });
});

test('what hangs over the edge is cut off, and nothing is left outside', () => {
  assert.deepEqual(inside({ x: -10, y: -5, width: 30, height: 25 }, image), { x: 0, y: 0, width: 20, height: 20 });
  assert.deepEqual(inside({ x: 190, y: 90, width: 50, height: 50 }, image), { x: 190, y: 90, width: 10, height: 10 });
  assert.deepEqual(inside({ x: 500, y: 500, width: 10, height: 10 }, image), { x: 196, y: 96, width: 4, height: 4 });
  assert.deepEqual(inside({ x: -50, y: -50, width: 10, height: 10 }, image), { x: 0, y: 0, width: 4, height: 4 });
});

test('a box has at least four pixels each way', () => {
  assert.deepEqual(inside({ x: 10, y: 10, width: 0, height: 1 }, image), { x: 10, y: 10, width: 4, height: 4 });
  assert.deepEqual(resized(box, -100, -100, image), { ...box, width: 4, height: 4 });
});

test('a new box is 40 mm each way in the middle: twice as many columns as rows where pixels are half as wide as high', () => {
  assert.deepEqual(middle({ ...image, columnSpacingMm: 0.5, rowSpacingMm: 1 }), { x: 60, y: 30, width: 80, height: 40 });
});

test('a box of 40 mm that is larger than its image is the image', () => {
  assert.deepEqual(middle({ width: 20, height: 20, columnSpacingMm: 1, rowSpacingMm: 1 }), { x: 0, y: 0, width: 20, height: 20 });
});

test('moved against the edge a box keeps its size', () => {
  assert.deepEqual(moved(box, 5, -3, image), { ...box, x: 55, y: 17 });
  assert.deepEqual(moved(box, 1000, 1000, image), { ...box, x: 160, y: 70 });
  assert.deepEqual(moved(box, -1000, -1000, image), { ...box, x: 0, y: 0 });
});

test('held inside, a box follows the pointer', () => {
  assert.deepEqual(dragged(box, 'inside', { x: 60, y: 30 }, { x: 63, y: 28 }, image), { ...box, x: 53, y: 18 });
});

test('each corner moves its two sides and leaves the others', () => {
  const by = (part: 'nw' | 'ne' | 'sw' | 'se') => dragged(box, part, { x: 0, y: 0 }, { x: 5, y: 10 }, image);
  assert.deepEqual(by('nw'), { x: 55, y: 30, width: 35, height: 20 });
  assert.deepEqual(by('ne'), { x: 50, y: 30, width: 45, height: 20 });
  assert.deepEqual(by('sw'), { x: 55, y: 20, width: 35, height: 40 });
  assert.deepEqual(by('se'), { x: 50, y: 20, width: 45, height: 40 });
});

test('a corner drawn past its opposite turns the box over', () => {
  assert.deepEqual(dragged(box, 'se', { x: 90, y: 50 }, { x: 30, y: 10 }, image), { x: 30, y: 10, width: 20, height: 10 });
});

test('a stroke elsewhere draws a new box whichever way it goes; a click draws none', () => {
  const drawn = { x: 10, y: 20, width: 30, height: 40 };
  assert.deepEqual(dragged(box, 'elsewhere', { x: 10, y: 20 }, { x: 40, y: 60 }, image), drawn);
  assert.deepEqual(dragged(null, 'elsewhere', { x: 40, y: 60 }, { x: 10, y: 20 }, image), drawn);
  assert.equal(dragged(box, 'elsewhere', { x: 10, y: 20 }, { x: 12, y: 21 }, image), undefined);
});

test('without a box there is nothing to hold', () => {
  assert.equal(dragged(null, 'inside', { x: 0, y: 0 }, { x: 9, y: 9 }, image), undefined);
  assert.equal(dragged(null, 'nw', { x: 0, y: 0 }, { x: 9, y: 9 }, image), undefined);
});
