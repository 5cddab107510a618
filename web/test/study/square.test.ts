import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alongScreen, cornersOf, dragged, kept, middle, moved, resized, type Box, type Grid } from '../../src/study/square';

/** Pixels twice as high as wide: 256 of 0.5 mm across, 128 of 1 mm down. */
const grid: Grid = { columns: 256, rows: 128, across: 0.5, down: 1 };
const box: Box = { centreX: 128, centreY: 64, sideMm: 40 };

test('a box begins in the middle, of the size that the model learnt', () => {
  assert.deepEqual(middle(grid), { centreX: 128, centreY: 64, sideMm: 40 });
});

test('a square in millimetres has twice as many columns as rows where pixels are twice as high as wide', () => {
  assert.deepEqual(cornersOf(box, grid), [{ x: 88, y: 44 }, { x: 168, y: 44 }, { x: 168, y: 84 }, { x: 88, y: 84 }]);
});

test('a millimetre by key is two columns or one row', () => {
  assert.deepEqual(moved(box, 1, 0, grid), { ...box, centreX: 130 });
  assert.deepEqual(moved(box, 0, -1, grid), { ...box, centreY: 63 });
});

test('a box is moved to the edge of the image with its middle, and no further', () => {
  assert.deepEqual(moved(box, 1000, -1000, grid), { ...box, centreX: 256, centreY: 0 });
  assert.deepEqual(moved(box, -1000, 1000, grid), { ...box, centreX: 0, centreY: 128 });
});

test('a box is never under 20 mm nor over 100', () => {
  assert.equal(resized(box, -1000, grid).sideMm, 20);
  assert.equal(resized(box, 1000, grid).sideMm, 100);
  assert.equal(resized(box, 2, grid).sideMm, 42);
  assert.deepEqual(kept({ centreX: -3, centreY: 500, sideMm: 3 }, grid), { centreX: 0, centreY: 128, sideMm: 20 });
});

test('held inside, a box follows the pointer and keeps its size', () => {
  assert.deepEqual(dragged(box, 'inside', { x: 120, y: 60 }, { x: 110, y: 70 }, grid), { centreX: 118, centreY: 74, sideMm: 40 });
});

test('held at a corner, a box grows about its middle by the farther way in millimetres', () => {
  // 60 columns are 30 mm, 25 rows are 25 mm.
  assert.deepEqual(dragged(box, 'corner', { x: 168, y: 84 }, { x: 188, y: 89 }, grid), { ...box, sideMm: 60 });
});

test('a stroke elsewhere draws a new box over it, and one of up to 3 mm none', () => {
  assert.deepEqual(dragged(box, 'elsewhere', { x: 20, y: 20 }, { x: 80, y: 40 }, grid), { centreX: 50, centreY: 30, sideMm: 30 });
  assert.equal(dragged(box, 'elsewhere', { x: 20, y: 20 }, { x: 26, y: 23 }, grid), undefined);
  assert.deepEqual(dragged(box, 'elsewhere', { x: 80, y: 40 }, { x: 20, y: 20 }, grid), { centreX: 50, centreY: 30, sideMm: 30 });
});

test('an arrow moves along the screen however the image is turned', () => {
  const shown = (way: (x: number, y: number) => [number, number]) => [alongScreen(1, 0, grid, way), alongScreen(0, 1, grid, way)];
  assert.deepEqual(shown((x, y) => [x, y]), [[1, 0], [0, 1]]);
  assert.deepEqual(shown((x, y) => [-x, -y]), [[-1, 0], [0, -1]], 'upside down');
  assert.deepEqual(shown((x, y) => [-x, y]), [[-1, 0], [0, 1]], 'mirrored');
  assert.deepEqual(shown((x, y) => [-y, x]), [[0, -1], [1, 0]], 'on its side');
  assert.deepEqual(shown((x, y) => [0.5 * x, 3 * y]), [[1, 0], [0, 1]], 'pixels that are not square');
});
