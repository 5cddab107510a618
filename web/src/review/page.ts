// The reviewing side of the study page. It works without the page's live connection: grades are drawn, kept and saved from here.
import { grades } from '../shared/grades';
import { chooseByKey, listen, type Actions } from '../shared/keymap';
import { Outbox } from '../shared/outbox';
import { drawStrip, Panel } from './panel';
import { Review } from './review';
import { Server } from './server';

export interface Opened { changed(): void; dispose(): void; }

/** @param root The review panel; it stands on the study page and says in its data whose review of which study this is. */
export function open(root: HTMLElement): Opened {
  const page = root.closest<HTMLElement>('[data-study-page]')!;
  const strip = page.querySelector<HTMLElement>('[data-review-strip]');
  const { study, account, name } = root.dataset as Record<string, string>;
  const panel = new Panel(root);
  const viewport = page.querySelector<HTMLElement>('[data-testid=viewport]');
  let at: number | undefined = viewport?.dataset['graded'] === 'true' ? Number(viewport.dataset['index']) : undefined;
  let mayChangeSigned = false;

  const draw = () => {
    panel.draw(review, at);
    if (strip) {
      drawStrip(strip, review, at);
    }

    tellViewer();
  };
  const tellViewer = () => page.dispatchEvent(new CustomEvent('slices-read', {
    // While two differ the more severe is drawn, as it is what counts.
    detail: review.slices.filter(s => s.reading).map(s => ({
      ordinal: s.slice,
      grade: [s.reading!.grade, s.conflict?.grade ?? null].sort((a, b) => grades.indexOf(b ?? '') - grades.indexOf(a ?? ''))[0]!,
      exclusion: s.reading!.exclusion,
    })),
  }));
  const review: Review = new Review(
    new Outbox(`bilsky-review/${account}/${study}/`), new Server(`/api/reviews/${study}`), { id: account!, name: name! }, `bilsky-review-steps/${account}/${study}`,
    draw, words => panel.say(words));

  const goTo = (slice: number | undefined) => {
    if (slice !== undefined) {
      page.dispatchEvent(new CustomEvent('go-to-slice', { detail: slice }));
    }
  };

  /** Runs an action on the slice on show; a signed review is changed only after a yes. */
  const here = (act: (slice: number) => void) => () => {
    if (!review.state) {
      panel.say('The review is still being read from the server.');
    } else if (at === undefined) {
      panel.say('This series was not graded. Choose the graded series to review it.');
    } else if (review.state.signatures.length > 0 && !mayChangeSigned && !review.state.changedSinceSigned) {
      ask('reopen', () => {
        mayChangeSigned = true;
        act(at!);
      });
    } else {
      act(at);
    }
  };

  // Native dialogs: Escape closes them, the focus comes back, and no key reaches the grades behind.
  const ask = (name: string, onYes: (dialog: HTMLDialogElement) => void) => {
    const dialog = panel.place<HTMLDialogElement>(name);
    dialog.returnValue = '';
    dialog.showModal();
    dialog.onclose = () => {
      if (dialog.returnValue !== '') {
        onYes(dialog);
      }

      viewport?.focus({ preventScroll: true });
    };
  };
  const why = (slice: number) => {
    const reading = review.slices[slice]?.reading;
    if (!reading) {
      panel.say('Grade the slice first; then say why.');
      return;
    }

    const reason = panel.place<HTMLSelectElement>('reason');
    const note = panel.place<HTMLTextAreaElement>('note');
    [reason.value, note.value] = [reading.reason ?? '', reading.note ?? ''];
    ask('why', () => review.explain(slice, reason.value || null, note.value.trim() || null));
  };
  const sign = () => {
    const state = review.state;
    if (!state) {
      panel.say('The review is still being read from the server.');
      return;
    }

    const first = state.signatures.length === 0;
    const unexplained = review.unexplained.length;
    const facts = [
      `Reviewers have read ${review.slices.filter(s => s.reading).length} of ${review.slices.length} slices; for the rest the model's grade stands.`,
      review.needLook.length > 0 ? `${review.needLook.length === 1 ? 'One slice that needs a look has' : `${review.needLook.length} slices that need a look have`} not had one.` : '',
      review.slices.some(s => s.keyImage) ? '' : 'No key image is accepted: the MDT sees the proposed ones.',
      review.store.waiting > 0 ? 'Some changes are still waiting to be saved. Sign when they are saved.' : '',
    ];
    panel.place('sign-facts').replaceChildren(...facts.filter(f => f).map(f => Object.assign(document.createElement('li'), { textContent: f })));
    panel.place('sign-title').textContent = first ? 'Sign off this review' : 'Sign an addendum';
    panel.place('sign-reason-field').hidden = first;
    panel.place<HTMLTextAreaElement>('sign-reason').required = !first;
    panel.place('sign-override-field').hidden = unexplained === 0;
    panel.place('sign-override-words').textContent = `Reason of the ${unexplained === 1 ? 'override' : `${unexplained} overrides`} without one`;
    panel.place<HTMLSelectElement>('sign-override').required = unexplained > 0;
    panel.place<HTMLButtonElement>('sign-yes').disabled = review.store.waiting > 0;
    ask('sign', () => void review.sign(
      first ? null : panel.place<HTMLTextAreaElement>('sign-reason').value.trim(),
      unexplained > 0 ? panel.place<HTMLSelectElement>('sign-override').value : null,
    ).then(problem => {
      mayChangeSigned = false;
      panel.say(problem ?? (first ? 'Signed off.' : 'The addendum is signed.'));
      if (!problem) panel.place('onward').querySelector('a')!.focus();
    }));
  };

  const actions: Actions<'grading' | 'reviewing'> = {
    grade: grade => here(slice => review.grade(slice, grade))(),
    gradeRun: grade => here(slice => review.gradeRun(slice, grade))(),
    confirm: here(slice => goTo(review.confirm(slice))),
    next: () => { if (at !== undefined) { goTo(review.next(at)); } },
    exclude: here(slice => ask('exclude', dialog => review.exclude(slice, dialog.returnValue))),
    keyImage: here(slice => review.keyImage(slice)),
    acceptAll: here(() => review.acceptAll()),
    why: here(why),
    undo: here(() => goTo(review.undo())),
    redo: here(() => goTo(review.redo())),
    sign,
  };

  const onClick = (event: MouseEvent) => {
    const button = (event.target as Element).closest<HTMLButtonElement>('button');
    const { grade, act, goTo: slice, settle } = button?.dataset ?? {};
    if (grade) {
      actions.grade(grade);
    } else if (act) {
      (actions as unknown as Record<string, () => void>)[act]!();
    } else if (slice) {
      goTo(Number(slice));
    } else if (settle) {
      here(at => review.settle(at, settle as 'reading' | 'conflict'))();
    } else {
      return;
    }

    // After the mouse the keys are the reader's again; after Enter on a button the focus stays.
    if (event.detail > 0 && !document.querySelector('dialog[open]')) {
      viewport?.focus({ preventScroll: true });
    }
  };
  const onShown = (event: Event) => {
    const { index, graded } = (event as CustomEvent<{ index: number; graded: boolean }>).detail;
    at = graded ? index : undefined;
    draw();
  };
  const again = () => void review.store.tryAgain();
  const onSeen = () => { if (document.visibilityState === 'visible') { again(); } };

  // Without its live connection the page is told of nothing: then the script asks.
  const band = document.getElementById('components-reconnect-modal');
  const lost = () => /components-reconnect-(?!hide|modal)/.test(band?.className ?? '');
  const polling = window.setInterval(() => { if (lost()) { again(); } }, 10_000);
  const watching = new MutationObserver(() => page.toggleAttribute('data-disconnected', lost()));
  if (band) {
    watching.observe(band, { attributes: true, attributeFilter: ['class'] });
  }

  // Captured on its way down, before the viewer's own keys.
  const listening = new AbortController();
  listen(document, ['grading', 'reviewing'], actions, { capture: true, signal: listening.signal });
  chooseByKey(panel.place('exclude'), listening.signal);
  root.addEventListener('click', onClick);
  page.addEventListener('slice-shown', onShown);
  page.addEventListener('viewer-opened', tellViewer);
  window.addEventListener('online', again);
  document.addEventListener('visibilitychange', onSeen);
  void review.read().then(() => review.store.flush());

  return {
    changed: () => void review.read(),
    dispose: () => {
      listening.abort();
      clearInterval(polling);
      watching.disconnect();
      review.close();
      root.removeEventListener('click', onClick);
      page.removeEventListener('slice-shown', onShown);
      page.removeEventListener('viewer-opened', tellViewer);
      window.removeEventListener('online', again);
      document.removeEventListener('visibilitychange', onSeen);
    },
  };
}

