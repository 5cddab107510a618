// The clinical form: saves as it is typed, by plain requests, so that neither a lost live connection nor a reload nor an ended sign-in takes a word away. What the server does not have
// yet lies in this browser. On a form that was submitted already nothing is sent before "Save changes" is pressed, since everything sent is a version that the team sees.
import type { Component } from '../shared/component';
import { newId, Outbox } from '../shared/outbox';
import { ask } from '../shared/requests';
import { OfflineStore, savingWords } from '../shared/store';
import { elsewhere, missing, replaced, shown, toInstant, toLocal, type Change, type Form, type Refused } from './model';

interface Setup { form: string; study: string | null; user: string; byButton: boolean; }

interface Saved { form: Form; refused: Refused[]; }
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const typingPauseMs = 500;

const isTyped = (control: Control) => control instanceof HTMLTextAreaElement || ['text', 'number'].includes(control.type);
const isRadio = (control: Control): control is HTMLInputElement & { type: 'radio' } => control instanceof HTMLInputElement && control.type === 'radio';

export function open(root: HTMLElement, setup: Setup, page: Component) {
  const tab = newId();
  const address = `/api/clinical-forms/${setup.form}`;
  const controls = [...root.querySelectorAll<Control>('[data-field]')];
  const outbox = new Outbox<Change>(`bilsky/clinical/${setup.user}/${setup.form}/`);
  const listeners = new AbortController();
  let form: Form | null = null;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let savedAt: Date | null = null;

  const store = new OfflineStore<Change, Saved>(outbox, {
    get isOpen() { return form !== null; },
    save: changes => ask<Saved>(`${address}/answers${setup.study ? `?study=${setup.study}` : ''}`, { tab, answers: changes.map(({ field, value }) => ({ field, value })) }),
    saved: ({ form: fresh, refused }) => {
      form = fresh;
      savedAt = new Date();
      for (const control of controls) {
        const no = refused.find(r => r.field === control.dataset.field);
        if (no) {
          say(control.dataset.field!, 'refused', no.reason);
          control.setAttribute('aria-invalid', 'true');
        }
      }
    },
    read: async () => { await read(true); },
    changed: () => show(),
  }, 60);

  const valueOf = (control: Control) => control.type === 'datetime-local' ? toInstant(control.value) : control.value;
  const codes = [...new Set(controls.map(c => c.dataset.field!))];

  function note(control: Control): void {
    // A reload finds the draft by the page's address, which holds an id of ours and nothing else.
    const here = new URL(location.href);
    if (setup.study === null && here.searchParams.get('draft') !== setup.form) {
      here.searchParams.set('draft', setup.form);
      history.replaceState(history.state, '', here);
    }
    const change: Change = { id: newId(), field: control.dataset.field!, value: valueOf(control) };
    const over = replaced(outbox.all(), change);
    store.add(change);
    outbox.remove(over);
    control.removeAttribute('aria-invalid');
    say(change.field, 'refused', '');
    show();
    if (!setup.byButton) {
      clearTimeout(pause);
      pause = setTimeout(() => void send(), isTyped(control) ? typingPauseMs : 0);
    }
  }

  async function send(): Promise<void> {
    clearTimeout(pause);
    if (form === null) {
      await store.tryAgain();
    }
    await store.flush();
  }

  function say(field: string, what: string, words: string): void {
    const place = root.querySelector<HTMLElement>(`[data-${what}="${field}"]`);
    if (place) {
      place.textContent = words;
      place.hidden = words === '';
    }
  }

  function put(control: Control, value: string): void {
    if (isRadio(control)) {
      control.checked = control.value === value;
    } else {
      const wanted = control.type === 'datetime-local' ? toLocal(value) : value;
      if (control.value !== wanted) {
        control.value = wanted;
      }
    }
  }

  function show(): void {
    if (form === null) {
      state();
      return;
    }
    const waiting = outbox.all();
    const lacking = new Set(missing(form, waiting));
    const needed = new Set(form.required[shown(form, waiting, 'urgency')] ?? []);
    for (const control of controls) {
      const field = control.dataset.field!;
      // What somebody writes in is not taken from under the cursor.
      if (control !== document.activeElement && control.getAttribute('aria-invalid') !== 'true') {
        put(control, shown(form, waiting, field));
      }
      if (!isRadio(control)) {
        control.required = needed.has(field);
      }
    }
    for (const field of codes) {
      say(field, 'needed', lacking.has(field) ? 'needed' : '');
      const other = elsewhere(form, waiting, field, tab);
      const control = controls.find(c => c.dataset.field === field)!;
      const isText = control instanceof HTMLTextAreaElement || control.type === 'text';
      say(field, 'elsewhere', other && isText && !setup.byButton ? `Also written, in another tab: “${other}”` : '');
    }
    state();
  }

  function state(): void {
    const words = setup.byButton && store.waiting > 0 && !store.trouble
      ? `${store.waiting === 1 ? '1 change' : `${store.waiting} changes`} not saved yet. The team sees them once you press Save changes.`
      : savingWords({ waiting: store.waiting, trouble: store.trouble, refused: store.refused, durable: store.durable }, 'answer')
        || (savedAt ? `Saved ${savedAt.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })}.` : '');
    const place = root.querySelector<HTMLElement>('[data-role="saving"]');
    if (place && place.textContent !== words) {
      place.textContent = words;
    }
    const button = root.querySelector<HTMLButtonElement>('[data-role="save"]');
    if (button) {
      button.disabled = store.waiting === 0;
    }
    void report();
  }

  async function report(): Promise<void> {
    const hasAnswers = form !== null && Object.values(form.answers).some(a => a.value !== null);
    await page.invokeMethodAsync('OnState', store.waiting, form === null ? [] : missing(form, outbox.all()), hasAnswers).catch(() => { });
  }

  for (const control of controls) {
    control.addEventListener(isTyped(control) ? 'input' : 'change', () => note(control), { signal: listeners.signal });
    // What was given before this script ran is an answer too.
    if (isRadio(control) ? control.checked : control.value !== '' && control === document.activeElement) {
      note(control);
    }
  }
  root.querySelector('[data-role="save"]')?.addEventListener('click', () => void send(), { signal: listeners.signal });
  root.querySelector('form')?.addEventListener('submit', event => event.preventDefault(), { signal: listeners.signal });
  window.addEventListener('online', () => { if (!setup.byButton) { void store.tryAgain(); } }, { signal: listeners.signal });
  void readNow();

  /** @param again Whether it is tried again by itself, which then sends what waits: by button only once somebody has pressed it. */
  async function read(again: boolean): Promise<boolean> {
    const answer = await ask<Form>(address);
    if (answer.ok) {
      form = answer.value;
      store.well();
      show();
    } else if (again) {
      store.failed(answer);
    } else {
      store.trouble = answer.words;
      state();
    }
    return answer.ok;
  }

  async function readNow(): Promise<void> {
    if (await read(!setup.byButton) && !setup.byButton) {
      await store.flush();
    }
  }

  return {
    /** Somebody, perhaps another tab, has written on the form. */
    read(): Promise<void> { return readNow(); },
    /** Saves what waits; the page has heard of how many still wait when this ends. */
    async settle(): Promise<void> {
      await send();
      await report();
    },
    dispose(): void {
      listeners.abort();
      clearTimeout(pause);
      if (!setup.byButton) {
        void store.flush();
      }
      store.close();
    },
  };
}
