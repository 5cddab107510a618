import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rangeOf, type Intensities } from '../../src/study/ranges';

/** 0 to 999, each once, in no order. */
const ramp = (more: Partial<Intensities> = {}): Intensities => ({ values: Uint16Array.from({ length: 1000 }, (_, i) => (i * 7) % 1000), slope: 1, intercept: 0, ...more });

test('each preset lies between its percentiles of the slice', () => {
  assert.deepEqual(rangeOf(ramp(), 'auto'), { lower: 10, upper: 995 });
  assert.deepEqual(rangeOf(ramp(), 'csf'), { lower: 500, upper: 999 });
  assert.deepEqual(rangeOf(ramp(), 'cord'), { lower: 150, upper: 930 });
  assert.deepEqual(rangeOf(ramp(), 'fat'), { lower: 600, upper: 999 });
});

test('a preset is said in intensities, after slope and intercept', () => {
  assert.deepEqual(rangeOf(ramp({ slope: 2, intercept: -100 }), 'auto'), { lower: -80, upper: 1890 });
});

test('a negative slope turns the percentiles round, and black still lies below white', () => {
  assert.deepEqual(rangeOf(ramp({ slope: -1 }), 'auto'), { lower: -989, upper: -4 });
});

test('the window of the file is its own centre and width', () => {
  assert.deepEqual(rangeOf(ramp({ windowCentre: 300, windowWidth: 500 }), 'file'), { lower: 50, upper: 550 });
});

test('a file without a window, or with one of no width, is shown as automatic', () => {
  const auto = rangeOf(ramp(), 'auto');
  assert.deepEqual(rangeOf(ramp(), 'file'), auto);
  assert.deepEqual(rangeOf(ramp({ windowCentre: 300 }), 'file'), auto);
  assert.deepEqual(rangeOf(ramp({ windowCentre: 300, windowWidth: 0 }), 'file'), auto);
  assert.deepEqual(rangeOf(ramp({ windowCentre: 300, windowWidth: -5 }), 'file'), auto);
});

test('a slice of one single value, and an empty one, still have a window to divide by', () => {
  assert.deepEqual(rangeOf({ values: [7, 7, 7], slope: 1, intercept: 0 }, 'auto'), { lower: 7, upper: 8 });
  assert.deepEqual(rangeOf({ values: [], slope: 1, intercept: 0 }, 'csf'), { lower: 0, upper: 1 });
});
