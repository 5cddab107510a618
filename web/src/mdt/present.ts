// Keys of the presentation: each presses the button or follows the link that stands on the page.
import { listen } from '../shared/keymap';

export function startPresenting(): { dispose(): void } {
  const ending = new AbortController();
  // Looked for at each key: an agenda that was empty for a while has other elements than before.
  const press = (what: string) => document.querySelector<HTMLElement>(`[data-present] [${what}]:not([disabled])`)?.click();

  function fullScreen(): void {
    if (document.fullscreenElement) {
      void document.exitFullscreen();
    } else {
      void document.documentElement.requestFullscreen?.().catch(() => undefined);
    }
  }

  document.addEventListener('click', event => {
    if ((event.target as Element).closest('[data-present] [data-full]')) {
      fullScreen();
    }
  }, { signal: ending.signal });

  listen(document, ['presenting'], {
    next: () => press('data-next'),
    previous: () => press('data-previous'),
    viewer: () => press('data-viewer'),
    decide: () => press('data-decide'),
    // Its button is pressed by the same code.
    full: fullScreen,
    leave: () => press('data-leave'),
  }, { signal: ending.signal });

  return { dispose: () => ending.abort() };
}
