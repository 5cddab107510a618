import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toImage, toWorld, type Plane } from '../../src/study/plane';

const near = (actual: readonly number[], expected: readonly number[]) => {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-9, `${actual.join(' ')} is not ${expected.join(' ')}`));
};

/** 0.5 mm along a row, 2 mm from row to row. */
const oblong: Plane = { imagePositionPatient: [10, 20, 30], rowCosines: [1, 0, 0], columnCosines: [0, 1, 0], columnPixelSpacing: 0.5, rowPixelSpacing: 2 };

test('the middle of the first pixel is the image position, and its corner half a pixel before it', () => {
  near(toWorld(oblong, 0.5, 0.5), [10, 20, 30]);
  near(toWorld(oblong, 0, 0), [9.75, 19, 30]);
});

test('a step along a row is the column spacing, and a step down the row spacing', () => {
  near(toWorld(oblong, 100.5, 0.5), [60, 20, 30]);
  near(toWorld(oblong, 0.5, 100.5), [10, 220, 30]);
});

test('upside down and mirrored, the steps lead the other way', () => {
  near(toWorld({ ...oblong, rowCosines: [-1, 0, 0], columnCosines: [0, -1, 0] }, 10.5, 10.5), [5, 0, 30]);
});

test('a place in the patient leads back to the pixel it came from, in any plane', () => {
  const angle = 25 * Math.PI / 180;
  const planes: Plane[] = [
    oblong,
    { ...oblong, rowCosines: [-1, 0, 0] },
    { ...oblong, rowCosines: [0, 1, 0], columnCosines: [0, 0, -1] },
    { ...oblong, columnCosines: [0, Math.cos(angle), -Math.sin(angle)] },
  ];
  for (const plane of planes) {
    const { x, y } = toImage(plane, toWorld(plane, 123.25, 45.5));
    near([x, y], [123.25, 45.5]);
  }
});

test('an image without a spacing counts a pixel as a millimetre', () => {
  const bare: Plane = { imagePositionPatient: [0, 0, 0], rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] };
  near(toWorld(bare, 3.5, 4.5), [3, 4, 0]);
});
