import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conventionalTurn, lettersOf, scaleBar, turned, type Vector } from '../../src/study/convention';

const axial: [Vector, Vector] = [[1, 0, 0], [0, 1, 0]];
const shown = (row: Vector, column: Vector) => {
  const { right, down } = turned(row, column, conventionalTurn(row, column));
  return `${lettersOf(right)} ${lettersOf(down)}`;
};

test('an image that lies conventionally stays as it is stored', () => {
  for (const [row, column] of [axial, [[0, 1, 0], [0, 0, -1]], [[1, 0, 0], [0, 0, -1]]] as [Vector, Vector][]) {
    assert.deepEqual(conventionalTurn(row, column), { rotation: 0, flipHorizontal: false });
  }
});

test('all eight ways of storing an axial image are shown with left on the right and the back down', () => {
  const [x, y, minusX, minusY] = [[1, 0, 0], [0, 1, 0], [-1, 0, 0], [0, -1, 0]] as [Vector, Vector, Vector, Vector];
  for (const [row, column] of [[x, y], [minusX, y], [x, minusY], [minusX, minusY], [y, x], [minusY, x], [y, minusX], [minusY, minusX]] as [Vector, Vector][]) {
    assert.equal(shown(row, column), 'L P');
  }
});

test('a sagittal image stored from behind or upside down is shown with the back on the right, head up', () => {
  assert.equal(shown([0, -1, 0], [0, 0, -1]), 'P F');
  assert.equal(shown([0, 1, 0], [0, 0, 1]), 'P F');
  assert.equal(shown([0, 0, -1], [0, 1, 0]), 'P F');
});

test('an oblique direction has two letters, the greater part first', () => {
  const tilt = (degrees: number) => [0, Math.cos(degrees * Math.PI / 180), Math.sin(degrees * Math.PI / 180)];
  assert.equal(lettersOf(tilt(5)), 'P');
  assert.equal(lettersOf(tilt(25)), 'PH');
  assert.equal(lettersOf(tilt(-25)), 'PF');
  assert.equal(lettersOf(tilt(65)), 'HP');
  assert.equal(lettersOf([-1, 1.2, 1.1]), 'PH');
});

test('an axial image tilted by 25 degrees and stored mirrored is turned back, and its down edge says that it is oblique', () => {
  const angle = 25 * Math.PI / 180;
  assert.equal(shown([-1, 0, 0], [0, Math.cos(angle), -Math.sin(angle)]), 'L PF');
});

test('the scale bar is the longest round length that fits, and none without a spacing', () => {
  assert.deepEqual(scaleBar(2, 210), { mm: 100, pixels: 200, tickMm: 10, label: '10 cm' });
  assert.deepEqual(scaleBar(30, 210), { mm: 5, pixels: 150, tickMm: 1, label: '5 mm' });
  assert.equal(scaleBar(NaN, 210), undefined);
  assert.equal(scaleBar(0, 210), undefined);
});
