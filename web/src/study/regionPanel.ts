// Ties the box editor to its panel: buttons, keys, and the word to the server.
import type { Component } from '../shared/component';
import type { SliceBoxes } from './region';

export async function open(root: HTMLElement, panel: Component): Promise<{ show(boxes: SliceBoxes[]): void; dispose(): void }> {
  const page = root.closest<HTMLElement>('[data-testid=study-page]')!;
  const axial = page.querySelector<HTMLDivElement>('[data-testid=viewport]')!;
  const { openRegion } = await import('/viewer/viewer.js');
  const says = root.querySelector('[data-region-says]')!;
  const editor = openRegion({ axial, page }, {
    edits: on => root.toggleAttribute('data-editing', on),
    say: words => { says.textContent = words; },
    sliceShown: slice => void panel.invokeMethodAsync('SliceShown', slice).catch(() => {}),
    grade: (slice, box) => void panel.invokeMethodAsync('Grade', slice, box.centreX, box.centreY, box.sideMm)
      .catch(() => { says.textContent = 'The box was not sent: the connection is lost. Draw it again once the page is back.'; }),
  });
  const listening = new AbortController();
  root.addEventListener('click', event => {
    const act = (event.target as Element).closest<HTMLElement>('[data-region]')?.dataset['region'];
    if (act) {
      editor[act as 'begin' | 'grade' | 'giveUp']();
      axial.focus({ preventScroll: true });
    }
  }, { signal: listening.signal });
  return {
    show: boxes => editor.show(boxes),
    dispose: () => {
      listening.abort();
      editor.dispose();
    },
  };
}
