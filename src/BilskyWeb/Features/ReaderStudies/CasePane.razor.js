// Keys, buttons and the clock of one reader. Time runs only while the case is on show and the window is looked at.

const SETTLE_MS = 300; // a key held or pressed twice must not answer the next case

export function start(root, page) {
  const listening = new AbortController();
  let shownCase = null;
  let since = null; // when the clock was last started, or null while it stands
  let spentMs = 0;
  let readyAt = Infinity;
  let busy = false;
  let outlined = true;

  const image = () => root.querySelector('img[data-case]');
  const stop = () => {
    if (since !== null) {
      spentMs += performance.now() - since;
      since = null;
    }
  };
  const run = () => {
    if (since === null && shownCase !== null && image() && !document.hidden) {
      since = performance.now();
    }
  };

  async function call(method, ...values) {
    if (busy) {
      return;
    }
    busy = true;
    try {
      await page.invokeMethodAsync(method, ...values);
    } finally {
      busy = false;
    }
  }

  function answer(value) {
    if (busy || shownCase === null || !image() || performance.now() < readyAt) {
      return;
    }
    stop();
    const unsaved = root.querySelector('[data-unsaved]');
    call('AnswerAsync', shownCase, value, spentMs / 1000).then(
      () => { unsaved.hidden = true; },
      () => {
        unsaved.hidden = false;
        run();
      });
  }

  const isPaused = () => root.querySelector('[data-pause]')?.getAttribute('aria-pressed') === 'true';

  function pause() {
    if (root.querySelector('[data-pause]')) {
      stop();
      call('PauseAsync', !isPaused());
    }
  }

  function go(step, button) {
    const found = root.querySelector(button);
    if (found && !found.disabled) {
      call('GoAsync', step);
    }
  }

  function outline() {
    outlined = !outlined;
    const shown = image();
    if (shown) {
      shown.src = outlined ? shown.dataset.outlined : shown.dataset.plain;
    }
  }

  document.addEventListener('keydown', event => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.('input, textarea, select, [contenteditable]')) {
      return;
    }
    const key = event.key.toLowerCase();
    const choice = [...root.querySelectorAll('[data-answer]')].find(button => button.dataset.key === key);
    const does = choice ? () => answer(Number(choice.dataset.answer))
      : key === 'arrowleft' || key === 'backspace' ? () => go(-1, '[data-back]')
      : key === 'arrowright' ? () => go(1, '[data-forward]')
      : key === 'p' ? pause
      : key === 'o' ? outline
      : null;
    if (does) {
      event.preventDefault();
      does();
    }
  }, { signal: listening.signal });

  root.addEventListener('click', event => {
    const button = event.target.closest?.('button');
    if (!button) {
      return;
    }
    if (button.dataset.answer !== undefined) {
      answer(Number(button.dataset.answer));
    } else if ('back' in button.dataset) {
      go(-1, '[data-back]');
    } else if ('forward' in button.dataset) {
      go(1, '[data-forward]');
    } else if ('pause' in button.dataset) {
      pause();
    } else if ('outline' in button.dataset) {
      outline();
    }
  }, { signal: listening.signal });

  document.addEventListener('visibilitychange', () => document.hidden ? stop() : run(), { signal: listening.signal });

  return {
    // Called after each render.
    async show() {
      const shown = image();
      if (!shown) {
        stop();
        return;
      }
      if (shown.dataset.case === shownCase) {
        run();
        return;
      }
      stop();
      [shownCase, spentMs, readyAt] = [shown.dataset.case, 0, Infinity];
      root.removeAttribute('data-ready');
      if (!outlined) {
        shown.src = shown.dataset.plain;
      }
      await Promise.all([...root.querySelectorAll('.images img')].map(picture => picture.decode().catch(() => { })));
      if (shown === image()) {
        readyAt = performance.now() + SETTLE_MS;
        root.setAttribute('data-ready', shownCase);
        run();
      }
    },
    dispose() {
      listening.abort();
    },
  };
}
