// Ties the bundled viewer to the page: opens it, and lets the plot follow and lead without a trip to the server.

/** Browsers have few WebGL contexts: the one that was asked for is given back at once. */
export function canDraw() {
  const drawing = document.createElement('canvas').getContext('webgl2');
  drawing?.getExtension('WEBGL_lose_context')?.loseContext();
  return drawing !== null;
}

const layoutKey = 'bilsky-study-layout';

/**
 * Panels that fold, and the reading layout, which has folded panels of its own. Kept in this browser from one study to the next.
 * Gives the function that changes to the reading layout and back.
 */
function layOut(root, viewport) {
  const layout = { reading: false, folded: [], foldedReading: ['rail', 'along', 'beside'] };
  try {
    Object.assign(layout, JSON.parse(localStorage.getItem(layoutKey) ?? '{}'));
  } catch {
    // Somebody else's entry, or none: the layout is that of a first visit.
  }

  const folded = () => (layout.reading ? layout.foldedReading : layout.folded);
  const show = () => {
    root.toggleAttribute('data-reading', layout.reading);
    root.dataset.fold = folded().join(' ');
    for (const button of root.querySelectorAll('[data-fold][aria-pressed]')) {
      const on = button.dataset.fold === 'reading' ? layout.reading : !folded().includes(button.dataset.fold);
      button.setAttribute('aria-pressed', String(on));
    }
    if (document.activeElement?.checkVisibility?.() === false) {
      viewport.focus({ preventScroll: true });
    }
  };
  const toggle = panel => {
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
    const button = event.target.closest?.('button[data-fold]');
    if (button) {
      toggle(button.dataset.fold);
    }
  };
  show();
  return () => toggle('reading');
}

/** Null where the browser cannot draw. */
export async function open(viewport, root, setup, page) {
  const toggleReading = layOut(root, viewport);
  if (!canDraw()) {
    return null;
  }
  const { open: openViewer } = await import('/viewer/viewer.js');
  const listening = new AbortController();
  const on = (name, does) => root.addEventListener(name, does, { signal: listening.signal });
  const plot = () => root.querySelector('.spine-plot svg');

  on('slice-shown', event => {
    const svg = plot();
    const slice = event.detail.graded && svg?.querySelector(`[data-ordinal="${event.detail.index}"]`);
    const cursor = svg?.querySelector('[data-cursor]');
    if (cursor) {
      cursor.style.display = slice ? '' : 'none';
    }
    if (slice) {
      cursor.setAttribute('x', event.detail.index * Number(cursor.dataset.step));
      svg.setAttribute('aria-valuenow', event.detail.index + 1);
      svg.setAttribute('aria-valuetext', slice.dataset.spoken);
    }
  });

  const showKeys = () => root.querySelector('[data-key-sheet]').showModal();
  on('viewer-help', showKeys);
  on('viewer-reading', toggleReading);

  let viewer;
  try {
    viewer = await openViewer(viewport, root, setup, page);
  } catch (fault) {
    // Opened again, it must not find the listeners of this attempt.
    listening.abort();
    throw fault;
  }

  on('click', event => {
    if (event.target.closest?.('[data-show-keys]')) {
      showKeys();
    }

    const slice = event.target.closest?.('[data-ordinal]');
    if (slice) {
      viewer.goToOrdinal(Number(slice.dataset.ordinal));
    }
  });

  // For the page's other parts, which do not know the viewer.
  on('go-to-slice', event => viewer.goToOrdinal(event.detail));
  on('slices-read', event => viewer.setReadings(event.detail));
  root.dispatchEvent(new CustomEvent('viewer-opened'));

  const dispose = viewer.dispose.bind(viewer);
  viewer.dispose = () => {
    listening.abort();
    dispose();
  };

  viewport.focus({ preventScroll: true });
  return viewer;
}
