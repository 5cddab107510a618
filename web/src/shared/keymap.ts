// The keyboard. keymap.json is the one table: scripts listen by it, and the server draws key sheets and the keys on buttons from it (Keymap.cs).
import table from './keymap.json';

export type Section = keyof typeof table;
export type Act<S extends Section> = S extends Section ? keyof (typeof table)[S] & string : never;

interface Keys { keys: string[]; values?: string[]; also?: string[]; held?: boolean; }

/** What a key does: the act, for a grade the grade, and whether it goes on while the key is held down. */
export interface Binding { act: string; value: string; held: boolean; }

/** Parts of the table that hold at the same time on one page: no key may be in them twice. While a box is drawn its keys come first. */
export const pages: Record<string, Section[]> = {
  study: ['grading', 'reviewing', 'regions', 'viewing', 'pins'],
  labelling: ['grading', 'labelling'],
  'reading, six grades': ['grading', 'reading'],
  'reading, low or high': ['sides', 'reading'],
  'while a box is drawn': ['drawing'],
  'while a level is pinned': ['pinning'],
  'the dialog that leaves a slice out': ['exclusions'],
  'the MDT board': ['board'],
  'an MDT presentation': ['presenting'],
};

export function bindings(sections: readonly Section[]): Map<string, Binding> {
  const found = new Map<string, Binding>();
  for (const section of sections) {
    for (const [act, { keys, values, also = [], held = false }] of Object.entries(table[section] as Record<string, Keys>)) {
      [...keys, ...also].forEach((key, i) => found.set(key, { act, value: values?.[i] ?? '', held }));
    }
  }

  return found;
}

/** As much of a keyboard event as decides what was pressed. */
export type Press = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'getModifierState'>;

/**
 * The names that the table may know a press by, the closest first; none for one that is the browser's own. Letters without regard to caps lock.
 * Digits by their place, since with Shift their signs differ from one keyboard to the next.
 */
export function namesOf(press: Press): string[] {
  // Brackets and braces are typed with AltGr on many keyboards, which some systems tell as Ctrl and Alt.
  const graph = press.getModifierState('AltGraph');
  const ctrl = !graph && (press.ctrlKey || press.metaKey);
  if (press.altKey && !graph) {
    return [];
  }

  const { key } = press;
  if (ctrl) {
    return [`ctrl+${press.shiftKey ? 'shift+' : ''}${key.toLowerCase()}`];
  }

  const place = graph ? undefined : /^Digit(\d)$/.exec(press.code)?.[1];
  if (place !== undefined) {
    return press.shiftKey ? [`shift+${place}`, key] : [place, key];
  }

  const name = key === ' ' ? 'space' : key.length === 1 ? key.toLowerCase() : key;
  // A sign has its Shift in it already.
  const isSign = key.length === 1 && key !== ' ' && key.toLowerCase() === key.toUpperCase() && !/^\d$/.test(key);
  return press.shiftKey && !isSign ? [`shift+${name}`, name] : [name];
}

/** What a press means in some parts of the table. */
export function meaningOf(press: Press, sections: readonly Section[]): Binding | undefined {
  const known = bindings(sections);
  return namesOf(press).map(name => known.get(name)).find(binding => binding !== undefined);
}

/** Whether a key belongs to what has the focus: a field, a menu, an open dialog; and on a button space and Enter, which press it. */
export function isTaken(event: KeyboardEvent): boolean {
  const at = event.target instanceof Element ? event.target : document.body;
  // A field that the browser fills in tells of a key without a name.
  return event.isComposing || !event.key || document.querySelector('dialog[open]') !== null
    || at.closest('input, textarea, select, [contenteditable="true"], dialog, [role="menu"], [role="listbox"]') !== null
    || ((event.key === ' ' || event.key === 'Enter') && at.closest('button, a, summary') !== null);
}

/** Steps to the right and down of the acts that move a box. */
export const ways: Record<string, [number, number]> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

export type Actions<S extends Section> = Record<Act<S>, (value: string) => unknown>;

export interface Listening {
  /** Hears keys on their way down and keeps them from everybody else. */
  capture?: boolean;
  signal?: AbortSignal;
  /** False leaves the key to others just now. */
  when?: (act: string) => boolean;
}

/** Listens to some parts of the table. A key that is held down acts once, but for those that lead through slices or windows. */
export function listen<S extends Section>(target: EventTarget, sections: readonly S[], actions: Actions<S>, { capture = false, signal, when }: Listening = {}): () => void {
  const ending = new AbortController();
  signal?.addEventListener('abort', () => ending.abort());
  target.addEventListener('keydown', ((event: KeyboardEvent) => {
    const meaning = isTaken(event) ? undefined : meaningOf(event, sections);
    if (!meaning || when?.(meaning.act) === false) {
      return;
    }

    event.preventDefault();
    if (capture) {
      event.stopImmediatePropagation();
    }

    if (meaning.held || !event.repeat) {
      actions[meaning.act as Act<S>](meaning.value);
    }
  }) as EventListener, { capture, signal: ending.signal });
  return () => ending.abort();
}

/** In the dialog that leaves a slice out one key chooses. */
export function chooseByKey(dialog: HTMLElement, signal?: AbortSignal): void {
  dialog.addEventListener('keydown', event => {
    const act = meaningOf(event, ['exclusions'])?.act;
    const choice = act && dialog.querySelector<HTMLButtonElement>(`button[value="${act}"]`);
    if (choice) {
      event.preventDefault();
      choice.click();
    }
  }, { signal });
}
