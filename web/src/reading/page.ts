// The page of a reader, and that of a consensus: keys, buttons, clock and images of one case after another. An answer is taken for the case whose image the reader has seen,
// and for no other; a key that comes before that is refused with a sign, never dropped in silence.
import type { Component } from '../shared/component';
import { listen } from '../shared/keymap';
import { Clock } from './clock';
import { Stacks } from './stack';
import { Viewport, type Move } from './viewport';

const SETTLE_MS = 300; // what was pressed twice must not answer the next case
const SIGN_MS = 4000; // whoever reads fast must still see that a key was not taken

export function start(root: HTMLElement, page: Component): { show(): Promise<void>; dispose(): void } {
  const listening = new AbortController();
  const clock = new Clock();
  let stacks: Stacks | undefined;
  let viewport: Viewport | undefined;
  let shownCase: string | null = null;
  let readyAt = Infinity;
  let busy = false;
  let outlined = true;
  let signTimer: ReturnType<typeof setTimeout> | undefined;

  const pane = () => root.querySelector<HTMLElement>('.images[data-case]');
  const isOnShow = () => shownCase !== null && pane()?.dataset.case === shownCase;
  const isPaused = () => root.querySelector('[data-pause]')?.getAttribute('aria-pressed') === 'true';

  function say(name: string, words: string | null): void {
    const place = root.querySelector<HTMLElement>(`[data-${name}]`);
    if (place) {
      // Said again even where the words are the same, so that a second key has a sign of its own.
      place.textContent = '';
      place.textContent = words ?? '';
      place.hidden = words === null;
    }
  }

  async function call(method: string, ...values: unknown[]): Promise<void> {
    busy = true;
    try {
      await page.invokeMethodAsync(method, ...values);
    } finally {
      busy = false;
    }
  }

  function refusal(): string | null {
    return isPaused() ? 'the case is paused'
      : busy ? 'your last answer is still being kept'
      : !isOnShow() || readyAt === Infinity ? 'this case\'s image was not on show yet'
      : performance.now() < readyAt ? 'it came right behind the image, as a key that is pressed twice does'
      : null;
  }

  function answer(value: number, name: string): void {
    const why = refusal();
    if (why !== null) {
      clearTimeout(signTimer);
      signTimer = undefined;
      root.dataset.refusals = String(Number(root.dataset.refusals ?? 0) + 1);
      say('refused', `Not taken: ${name}, since ${why}. Press it again when you see the case.`);
      return;
    }

    clock.stop();
    signTimer ??= setTimeout(() => say('refused', null), SIGN_MS);
    call('AnswerAsync', shownCase, value, clock.seconds).then(
      () => say('unsaved', null),
      () => {
        say('unsaved', 'Your last answer was not kept: the connection is lost or the program is busy. Nothing else is lost. Answer again once the page is back.');
        clock.run();
      });
  }

  function pause(): void {
    if (root.querySelector('[data-pause]') && !busy) {
      clock.stop();
      void call('PauseAsync', !isPaused());
    }
  }

  function go(step: number, button: string): void {
    const found = root.querySelector<HTMLButtonElement>(button);
    if (found && !found.disabled && !busy) {
      void call('GoAsync', step);
    }
  }

  function move(what: Move): void {
    viewport?.move(what);
    outlined = viewport?.outlined ?? outlined;
  }

  async function open(): Promise<void> {
    const opening = viewport;
    if (opening && await opening.open() && opening === viewport) {
      readyAt = performance.now() + SETTLE_MS;
      root.setAttribute('data-ready', shownCase!);
      clock.run();
      const next = pane()?.dataset.next;
      if (next) {
        void stacks!.prefetch(next, 0, 1);
      }
    }
  }

  // An answer is the button's that stands there for the question: the other question's keys mean nothing.
  const answerBy = (key: string) => {
    const choice = root.querySelector<HTMLElement>(`[data-answer][data-key="${key}"]`);
    if (choice) {
      answer(Number(choice.dataset.answer), key);
    }
  };
  listen(document, ['grading', 'sides', 'reading'], {
    grade: grade => answerBy(grade.at(-1)!), side: side => answerBy(side[0]!),
    back: () => go(-1, '[data-back]'), forward: () => go(1, '[data-forward]'), pause,
    up: () => move('up'), down: () => move('down'), home: () => move('home'), brighter: () => move('brighter'), darker: () => move('darker'), more: () => move('more'), less: () => move('less'),
    closer: () => move('closer'), wider: () => move('wider'), reset: () => move('reset'), outline: () => move('outline'),
  }, {
    signal: listening.signal,
    // Without a case on show the arrows are the page's own.
    when: act => viewport !== undefined || ['grade', 'side', 'back', 'forward', 'pause'].includes(act),
  });

  // Until here nobody hears a key, and the page shows it.
  root.setAttribute('data-listening', '');

  root.addEventListener('click', event => {
    const button = (event.target as HTMLElement).closest<HTMLButtonElement>('button');
    if (!button) {
      return;
    }

    const data = button.dataset;
    if (data.answer !== undefined) {
      answer(Number(data.answer), data.key!);
    } else if ('back' in data) {
      go(-1, '[data-back]');
    } else if ('forward' in data) {
      go(1, '[data-forward]');
    } else if ('pause' in data) {
      pause();
    } else if (data.move !== undefined) {
      move(data.move as Move);
    } else if ('again' in data) {
      void open();
    }
  }, { signal: listening.signal });

  document.addEventListener('visibilitychange', () => document.hidden ? clock.stop() : isOnShow() && readyAt < Infinity && !busy && clock.run(), { signal: listening.signal });

  return {
    // Called after each render.
    async show() {
      const found = pane();
      if (!found) {
        clock.stop();
        viewport?.dispose();
        viewport = undefined;
        root.removeAttribute('data-ready');
        if (!isPaused()) {
          shownCase = null;
        }

        return;
      }

      const item = found.dataset.case!;
      if (viewport && item === shownCase) {
        if (readyAt < Infinity) {
          clock.run();
        }

        return;
      }

      clock.stop();
      if (item !== shownCase) {
        clock.restart();
      }

      [shownCase, readyAt] = [item, Infinity];
      root.removeAttribute('data-ready');
      viewport?.dispose();
      stacks ??= new Stacks(found.dataset.address!);
      viewport = new Viewport(found, item, stacks, words => say('trouble', words), { outlined });
      await open();
    },
    dispose() {
      clearTimeout(signTimer);
      listening.abort();
      root.removeAttribute('data-listening');
      viewport?.dispose();
    },
  };
}
