// Ties the bundled viewer to the page: opens it, and lets the plot follow and lead without a trip to the server.
export async function open(viewport, root, setup, page) {
  const { open: openViewer } = await import('/viewer/viewer.js');
  const plot = () => root.querySelector('.spine-plot svg');

  const follow = event => {
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
  };
  root.addEventListener('slice-shown', follow);

  const showKeys = () => root.querySelector('[data-key-sheet]').showModal();
  root.addEventListener('viewer-help', showKeys);

  const viewer = await openViewer(viewport, root, setup, page);

  const lead = event => {
    if (event.target.closest?.('[data-show-keys]')) {
      showKeys();
    }

    const slice = event.target.closest?.('[data-ordinal]');
    if (slice) {
      viewer.goToOrdinal(Number(slice.dataset.ordinal));
    }
  };
  root.addEventListener('click', lead);

  const dispose = viewer.dispose.bind(viewer);
  viewer.dispose = () => {
    root.removeEventListener('slice-shown', follow);
    root.removeEventListener('click', lead);
    root.removeEventListener('viewer-help', showKeys);
    dispose();
  };

  viewport.focus({ preventScroll: true });
  return viewer;
}
