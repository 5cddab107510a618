// Ties the bundled viewer to the page: opens it, and lets the plot follow and lead without a trip to the server.

import type { Component } from '../shared/component';
import type { SliceReading, StudySetup } from './setup';
import type { StudyViewer } from './viewer';

/** Browsers have few WebGL contexts: the one that was asked for is given back at once. */
export function canDraw(): boolean {
  const drawing = document.createElement('canvas').getContext('webgl2');
  drawing?.getExtension('WEBGL_lose_context')?.loseContext();
  return drawing !== null;
}

const layoutKey = 'bilsky-study-layout';

interface Layout { reading: boolean; folded: string[]; foldedReading: string[]; }

/**
 * Panels that fold, and the reading layout, which has folded panels of its own. Kept in this browser from one study to the next.
 * Gives the function that changes to the reading layout and back.
 */
function layOut(root: HTMLElement, viewport: HTMLElement): () => void {
  const layout: Layout = { reading: false, folded: [], foldedReading: ['rail', 'along', 'beside'] };
  try {
    Object.assign(layout, JSON.parse(localStorage.getItem(layoutKey) ?? '{}') as Partial<Layout>);
  } catch {
    // Somebody else's entry, or none: the layout is that of a first visit.
  }

  const folded = () => (layout.reading ? layout.foldedReading : layout.folded);
  const show = () => {
    root.toggleAttribute('data-reading', layout.reading);
    root.dataset['fold'] = folded().join(' ');
    for (const button of root.querySelectorAll<HTMLElement>('[data-fold][aria-pressed]')) {
      const panel = button.dataset['fold']!;
      const on = panel === 'reading' ? layout.reading : !folded().includes(panel);
      button.setAttribute('aria-pressed', String(on));
    }
    if (document.activeElement?.checkVisibility?.() === false) {
      viewport.focus({ preventScroll: true });
    }
  };
  const toggle = (panel: string) => {
    if (panel === 'reading') {
      layout.reading = !layout.reading;
    } else {
      const now = folded();
      layout[layout.reading ? 'foldedReading' : 'folded'] = now.includes(panel) ? now.filter(p => p !== panel) : [...now, panel];
    }
    show();
    try {
      localStorage.setItem(layoutKey, JSON.stringify(layout));
    } catch {
      // Not kept; it holds on this page.
    }
  };
  root.onclick = event => {
    const panel = (event.target as Element).closest<HTMLElement>('button[data-fold]')?.dataset['fold'];
    if (panel) {
      toggle(panel);
    }
  };
  show();
  return () => toggle('reading');
}

/** Null where the browser cannot draw. */
export async function open(viewport: HTMLDivElement, root: HTMLElement, setup: StudySetup, page: Component): Promise<StudyViewer | null> {
  const toggleReading = layOut(root, viewport);
  if (!canDraw()) {
    return null;
  }
  const { open: openViewer } = await import('/viewer/viewer.js');
  const listening = new AbortController();
  const on = (name: string, does: (event: never) => void) => root.addEventListener(name, does as EventListener, { signal: listening.signal });
  const plot = () => root.querySelector<SVGElement>('.spine-plot svg');

  on('slice-shown', (event: CustomEvent<{ index: number; graded: boolean }>) => {
    const svg = plot();
    const slice = !event.detail.graded ? undefined : svg?.querySelector<SVGElement>(`[data-ordinal="${event.detail.index}"]`);
    root.querySelectorAll<SVGElement>('[data-cursor]').forEach(cursor => {
      cursor.style.display = slice ? '' : 'none';
      cursor.setAttribute('x', String(event.detail.index * Number(cursor.dataset['step'])));
    });
    if (svg && slice) {
      svg.setAttribute('aria-valuenow', String(event.detail.index + 1));
      svg.setAttribute('aria-valuetext', slice.dataset['spoken'] ?? '');
    }
  });

  const showKeys = () => root.querySelector<HTMLDialogElement>('[data-key-sheet]')!.showModal();
  on('viewer-help', showKeys);
  on('viewer-reading', toggleReading);

  let viewer: StudyViewer;
  try {
    viewer = await openViewer(viewport, root, setup, page);
  } catch (fault) {
    // Opened again, it must not find the listeners of this attempt.
    listening.abort();
    throw fault;
  }

  on('click', (event: MouseEvent) => {
    const at = event.target as Element;
    if (at.closest('[data-show-keys]')) {
      showKeys();
    }

    const slice = at.closest<HTMLElement | SVGElement>('[data-ordinal]');
    if (slice) {
      void viewer.goToOrdinal(Number(slice.dataset['ordinal']));
    }
  });

  // For the page's other parts, which do not know the viewer.
  on('go-to-slice', (event: CustomEvent<number>) => void viewer.goToOrdinal(event.detail));
  on('slices-read', (event: CustomEvent<SliceReading[]>) => viewer.setReadings(event.detail));
  root.dispatchEvent(new CustomEvent('viewer-opened'));

  const dispose = viewer.dispose.bind(viewer);
  viewer.dispose = () => {
    listening.abort();
    dispose();
  };

  viewport.focus({ preventScroll: true });
  return viewer;
}
