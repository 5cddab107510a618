import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bindings, listen, meaningOf, namesOf, pages, type Press, type Section } from '../../src/shared/keymap';
import table from '../../src/shared/keymap.json';

const sections = Object.keys(table) as Section[];
const acts = (section: Section) => Object.entries(table[section] as Record<string, { keys: string[]; values?: string[]; also?: string[]; does: string }>);
const keysOf = (section: Section) => acts(section).flatMap(([act, { keys, also = [] }]) => [...keys, ...also].map(key => ({ key, act: `${section}.${act}` })));

const press = (key: string, more: Partial<Press> & { graph?: boolean } = {}): Press => ({
  key, code: /^\d$/.test(key) ? `Digit${key}` : '', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, getModifierState: name => name === 'AltGraph' && more.graph === true, ...more,
});
const meaning = (pressed: Press, page: string) => {
  const found = meaningOf(pressed, pages[page]!);
  return found && [found.act, found.value].filter(Boolean).join(' ');
};

test('no page has one key twice', () => {
  for (const [page, parts] of Object.entries(pages)) {
    const seen = new Map<string, string>();
    for (const { key, act } of parts.flatMap(keysOf)) {
      assert.ok(!seen.has(key), `${page}: ${key} is ${seen.get(key)} and ${act}`);
      seen.set(key, act);
    }
  }
});

test('every part of the table belongs to a page', () => {
  assert.deepEqual(sections.filter(section => !Object.values(pages).some(parts => parts.includes(section))), []);
});

test('the key of degenerative stenosis is one, and means nothing else on any page', () => {
  assert.deepEqual(table.exclusions.degenerative.keys, ['u']);
  assert.deepEqual(sections.flatMap(keysOf).filter(({ key }) => key === 'u').map(({ act }) => act), ['exclusions.degenerative']);
});

test('what a key sheet says of leaving a slice out names the keys of the dialog', () => {
  const named = Object.entries(table.exclusions).map(([reason, { keys }]) => `${keys[0]} ${reason}`).join(', ');
  assert.ok(table.reviewing.exclude.does.endsWith(`: then ${named}`));
  assert.ok(table.labelling.exclude.does.endsWith(`: then ${named}`));
});

test('c grades 1c and space takes the model\'s word wherever they are keys', () => {
  for (const section of sections) {
    for (const { key, act } of keysOf(section)) {
      assert.ok(key !== 'c' || act === 'grading.grade', act);
      assert.ok(key !== 'space' || act === 'reviewing.confirm' || act === 'labelling.propose', act);
    }
  }
});

test('an act with values has one for each key', () => {
  for (const section of sections) {
    for (const [act, { keys, values, also }] of acts(section)) {
      assert.ok(values === undefined || (values.length === keys.length && also === undefined), `${section}.${act}`);
    }
  }
});

test('each grade has its key, and shift with it grades the run', () => {
  const grades = [['0', '0'], ['a', '1a'], ['b', '1b'], ['c', '1c'], ['2', '2'], ['3', '3']] as const;
  for (const [key, grade] of grades) {
    assert.equal(meaning(press(key), 'study'), `grade ${grade}`);
    assert.equal(meaning(press(key), 'labelling'), `grade ${grade}`);
    assert.equal(meaning(press(key), 'reading, six grades'), `grade ${grade}`);
    assert.equal(meaning(press(key.toUpperCase(), { shiftKey: true, code: /\d/.test(key) ? `Digit${key}` : '' }), 'study'), `gradeRun ${grade}`);
  }
});

test('digits go by their place: with shift and on French keyboards they type signs', () => {
  assert.equal(meaning(press('"', { code: 'Digit2', shiftKey: true }), 'study'), 'gradeRun 2');
  assert.equal(meaning(press('@', { code: 'Digit2', shiftKey: true }), 'study'), 'gradeRun 2');
  assert.equal(meaning(press('é', { code: 'Digit2' }), 'study'), 'grade 2');
  assert.equal(meaning(press('2', { code: 'Digit2', shiftKey: true }), 'labelling'), 'grade 2');
  assert.equal(meaning(press('@', { code: 'Digit2', shiftKey: true }), 'labelling'), undefined);
});

test('a number pad grades while it types digits, and not while it moves', () => {
  assert.equal(meaning(press('3', { code: 'Numpad3' }), 'study'), 'grade 3');
  assert.equal(meaning(press('PageDown', { code: 'Numpad3' }), 'study'), 'nextSeries');
  assert.equal(meaning(press('Insert', { code: 'Numpad0' }), 'study'), undefined);
});

test('caps lock changes no meaning, shift does where the table says so', () => {
  assert.equal(meaning(press('C'), 'study'), 'grade 1c');
  assert.equal(meaning(press('Z'), 'study'), 'zoomIn');
  assert.equal(meaning(press('z', { shiftKey: true }), 'study'), 'zoomOut');
  assert.equal(meaning(press('K', { shiftKey: true }), 'study'), 'acceptAll');
  assert.equal(meaning(press('E', { shiftKey: true }), 'study'), 'exclude');
  assert.equal(meaning(press('ArrowDown', { shiftKey: true }), 'study'), 'below');
});

test('ctrl or command undoes and redoes, and every other of their keys is the browser\'s', () => {
  assert.equal(meaning(press('z', { ctrlKey: true }), 'study'), 'undo');
  assert.equal(meaning(press('z', { metaKey: true }), 'labelling'), 'undo');
  assert.equal(meaning(press('Z', { ctrlKey: true, shiftKey: true }), 'study'), 'redo');
  assert.equal(meaning(press('y', { ctrlKey: true }), 'study'), 'redo');
  assert.equal(meaning(press('Z', { ctrlKey: true, shiftKey: true }), 'labelling'), undefined);
  for (const key of ['a', 'c', 'p', 'r', 's', '0', '2']) {
    assert.equal(meaning(press(key, { ctrlKey: true }), 'study'), undefined, key);
  }

  assert.deepEqual(namesOf(press('d', { altKey: true })), []);
});

test('brackets and braces count where they are typed with AltGr, which Windows tells as Ctrl and Alt', () => {
  const graph = { graph: true, ctrlKey: true, altKey: true };
  assert.equal(meaning(press('[', { code: 'Digit8', ...graph }), 'reading, six grades'), 'darker');
  assert.equal(meaning(press('}', { code: 'Digit0', ...graph }), 'reading, six grades'), 'more');
  assert.equal(meaning(press('{', { code: 'Digit7', ...graph }), 'reading, six grades'), 'less');
  assert.equal(meaning(press('²', { code: 'Digit2', ...graph }), 'study'), undefined);
});

test('signs count whatever shift types them', () => {
  assert.equal(meaning(press('?', { shiftKey: true, code: 'Minus' }), 'study'), 'help');
  assert.equal(meaning(press('+', { shiftKey: true, code: 'Equal' }), 'reading, six grades'), 'closer');
  assert.equal(meaning(press('='), 'reading, six grades'), 'closer');
});

test('the answers to low or high are not those to six grades', () => {
  assert.equal(meaning(press('h'), 'reading, low or high'), 'side high');
  assert.equal(meaning(press('l'), 'reading, low or high'), 'side low');
  assert.equal(meaning(press('l'), 'reading, six grades'), undefined);
});

test('what is held down goes on only through slices, windows and sizes', () => {
  const held = sections.flatMap(section => [...bindings([section]).values()].filter(b => b.held).map(b => b.act));
  assert.deepEqual([...new Set(held)].sort(), ['above', 'below', 'brighter', 'closer', 'darker', 'down', 'less', 'more', 'move', 'resize', 'up', 'wider', 'zoomIn', 'zoomOut']);
});

class Part extends EventTarget {
  closest(selector: string): Part | null { return selector.includes(this.tag) ? this : null; }
  constructor(private readonly tag: string) { super(); }
}

function typed(part: Part, pressed: Partial<Press> & { key: string; repeat?: boolean }): Event {
  const event = new Event('keydown', { cancelable: true });
  Object.entries(press(pressed.key, pressed)).forEach(([name, value]) => Object.defineProperty(event, name, { value }));
  Object.defineProperty(event, 'repeat', { value: pressed.repeat === true });
  part.dispatchEvent(event);
  return event;
}

function hearing(part: Part, when?: (act: string) => boolean): { heard: string[]; stop: () => void } {
  Object.assign(globalThis, { Element: Part, document: { body: new Part('body'), querySelector: () => null } });
  const heard: string[] = [];
  const stop = listen(part, ['pinning', 'drawing'], {
    endPinning: () => heard.push('endPinning'), giveUp: () => heard.push('giveUp'), finish: () => heard.push('finish'), move: way => heard.push(`move ${way}`), resize: way => heard.push(`resize ${way}`),
  }, { when });
  return { heard, stop };
}

test('a listener acts on its keys alone, takes them from the browser, and ends', () => {
  const part = new Part('main');
  const { heard, stop } = hearing(part);
  assert.equal(typed(part, { key: 'ArrowLeft' }).defaultPrevented, true);
  assert.equal(typed(part, { key: 'q' }).defaultPrevented, false);
  stop();
  typed(part, { key: 'ArrowLeft' });
  assert.deepEqual(heard, ['move left']);
});

test('a key that is held down steps on, but finishes nothing twice', () => {
  const part = new Part('main');
  const { heard } = hearing(part);
  typed(part, { key: 'ArrowUp' });
  typed(part, { key: 'ArrowUp', repeat: true });
  typed(part, { key: 'Enter' });
  assert.equal(typed(part, { key: 'Enter', repeat: true }).defaultPrevented, true);
  assert.deepEqual(heard, ['move up', 'move up', 'finish']);
});

test('what is typed into a field is the field\'s, and Enter on a button the button\'s', () => {
  const field = new Part('textarea');
  assert.deepEqual([typed(field, { key: 'ArrowUp' }).defaultPrevented, hearing(field).heard], [false, []]);
  const button = new Part('button');
  const { heard } = hearing(button);
  typed(button, { key: 'Enter' });
  typed(button, { key: 'ArrowUp' });
  assert.deepEqual(heard, ['move up']);
});

test('a listener may leave a key to others for a while', () => {
  const part = new Part('main');
  const { heard } = hearing(part, act => act !== 'move');
  assert.equal(typed(part, { key: 'ArrowUp' }).defaultPrevented, false);
  typed(part, { key: 'ArrowUp', shiftKey: true });
  assert.deepEqual(heard, ['resize up']);
});
