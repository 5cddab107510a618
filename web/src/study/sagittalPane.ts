// Ties the sagittal view to its pane: fetches the geometry, opens the images, shows the dialog without a trip to the server.
import type { Component } from '../shared/component';
import { canDraw } from './page';
import type { LinkedPlanes, SagittalView } from './sagittal';

export interface Opened { refresh(): void; pinSlice(): void; setPinning(pinning: boolean): void; closeDialog(): void; dispose(): void; }

export async function open(root: HTMLElement, viewport: HTMLDivElement, dialog: HTMLDialogElement, study: string, pane: Component, mayPin: boolean): Promise<Opened> {
  const elsewhere = root.closest<HTMLElement>('[data-testid=study-page]')!;
  const axial = elsewhere.querySelector<HTMLDivElement>('[data-testid=viewport]')!;
  const listening = new AbortController();
  let view: SagittalView | undefined;

  // The dialog opens before the server answers: what is typed next is meant for it, and must not reach the page's own keys.
  const page: Component = {
    invokeMethodAsync(method, ...args) {
      if (method === 'OfferPin' && !dialog.open) {
        dialog.showModal();
        dialog.querySelector('select')!.focus();
      }
      return pane.invokeMethodAsync(method, ...args);
    },
  };

  const read = async () => {
    const answer = await fetch(`/api/viewer/${study}/planes`, { credentials: 'same-origin' });
    if (!answer.ok) {
      throw new Error((await answer.json().catch(() => ({})) as { detail?: string }).detail ?? `The server answered ${answer.status}.`);
    }
    return await answer.json() as LinkedPlanes;
  };

  const show = async () => {
    try {
      const planes = await read();
      if (!canDraw()) {
        throw new Error('This browser has no WebGL, which the images need.');
      }
      if (view && view.shows(planes)) {
        view.show(planes);
      } else {
        view?.dispose();
        const { openSagittal } = await import('/viewer/viewer.js');
        view = undefined;
        const opened = await openSagittal({ sagittal: viewport, axial, page: elsewhere }, planes, page, mayPin);
        if (listening.signal.aborted) {
          opened.dispose();
          return;
        }
        view = opened;
      }
      await pane.invokeMethodAsync('PlanesShown', planes.sagittal !== null, planes.note, planes.sagittal?.reason ?? null);
    } catch (fault) {
      await pane.invokeMethodAsync('PlanesFailed', fault instanceof Error ? fault.message : 'The sagittal images could not be loaded.').catch(() => {});
    }
  };

  // One after the other: a refresh must not overtake the opening.
  let turn = show();
  const close = () => dialog.close();
  dialog.addEventListener('keydown', event => {
    if (event.key === 'Enter' && event.target instanceof HTMLSelectElement) {
      event.preventDefault();
      dialog.querySelector('form')!.requestSubmit(dialog.querySelector<HTMLButtonElement>('[type=submit]:not(:disabled)'));
    }
  }, { signal: listening.signal });
  dialog.addEventListener('click', event => (event.target as Element).closest('[data-close-pin]') && close(), { signal: listening.signal });
  dialog.addEventListener('close', () => {
    // The browser tells of closing only with its next frame: a quick person has opened the dialog again by then, and that one stays.
    if (dialog.open) {
      return;
    }
    axial.focus({ preventScroll: true });
    pane.invokeMethodAsync('PinClosed').catch(() => {});
  }, { signal: listening.signal });

  return {
    refresh: () => { turn = turn.then(show); },
    pinSlice: () => view?.pinSlice(),
    setPinning: pinning => view?.setPinning(pinning),
    closeDialog: close,
    dispose: () => {
      listening.abort();
      view?.dispose();
    },
  };
}
