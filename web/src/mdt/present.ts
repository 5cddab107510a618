// Keys of the presentation: each presses the button or follows the link that stands on the page.
import { listen } from '../shared/keymap';

export function startPresenting(root: HTMLElement): { dispose(): void } {
  const ending = new AbortController();
  const press = (what: string) => root.querySelector<HTMLElement>(`[${what}]:not([disabled])`)?.click();

  function fullScreen(): void {
    if (document.fullscreenElement) {
      void document.exitFullscreen();
    } else {
      void document.documentElement.requestFullscreen?.().catch(() => undefined);
    }
  }

  root.addEventListener('click', event => {
    if ((event.target as Element).closest('[data-full]')) {
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
