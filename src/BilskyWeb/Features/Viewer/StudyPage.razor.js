// Ties the bundled viewer to the page: opens it, and lets the plot follow and lead without a trip to the server.

/** Browsers have few WebGL contexts: the one that was asked for is given back at once. */
export function canDraw() {
  const drawing = document.createElement('canvas').getContext('webgl2');
  drawing?.getExtension('WEBGL_lose_context')?.loseContext();
  return drawing !== null;
}

/** Null where the browser cannot draw. */
export async function open(viewport, root, setup, page) {
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
