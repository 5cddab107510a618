// The labelling page. It works without the page's live connection: slices are drawn, and labels kept and saved, from here.
import { inside, type Box } from './boxes';
import { BoxEditor } from './editor';
import { nothing, valueOf, type Save, type Slice } from './model';
import { Panel } from './panel';
import { Labelling, type Order } from './labelling';
import { asStored, type View } from './view';
import { chooseByKey, listen, ways, type Actions } from '../shared/keymap';
import { newId, Outbox } from '../shared/outbox';

/** Survives a reload, so that what was made before it and after it counts as one hand's work. */
function tabId(): string {
  const known = sessionStorage.getItem('bilsky-tab') ?? newId();
  sessionStorage.setItem('bilsky-tab', known);
  return known;
}

export interface Opened { changed(): void; dispose(): void; }

/** @param root The page; it says in its data whose work on which set this is. */
export function open(root: HTMLElement): Opened {
  const { set, account, name, order, study } = root.dataset as Record<string, string>;
  const whose = `${account}/${set}`;
  const panel = new Panel(root);
  const picture = panel.place<HTMLElement>('picture');
  const image = panel.place<HTMLImageElement>('image');
  const orders = panel.place<HTMLSelectElement>('order');
  const placeKey = `bilsky-label-at/${whose}`;
  const ahead = new Map<number, HTMLImageElement>();
  let at: number | undefined;

  const draw = () => {
    if (at === undefined && work.isOpen) {
      const asked = work.slices.filter(s => String(s.study) === study);
      const left = Number(sessionStorage.getItem(placeKey));
      show((asked.find(s => !work.labels.get(s.number)) ?? asked[0])?.number ?? (work.order === 'study' && work.slice(left) ? left : work.first()));
      return;
    }

    const slice = at === undefined ? undefined : work.slice(at);
    if (slice) {
      editor.show(slice, valueOf(work.labels.get(slice.number)).box);
    }

    panel.draw(work, at);
  };
  const work: Labelling = new Labelling(
    `/api/label-sets/${set}`, new Outbox<Save>(`bilsky-label/${whose}/`), new Outbox<Save>(`bilsky-label-dispute/${whose}/`), tabId(),
    { id: account!, name: name! }, () => draw(), words => panel.say(words));
  const editor = new BoxEditor(panel.place<SVGSVGElement>('boxes'), {
    edits: on => panel.edits(on),
    say: words => panel.say(words),
    keep: box => keepBox(box),
  });
  work.order = orders.value = (order === 'uncertain' ? 'uncertain' : 'study') as Order;

  const address = (number: number) => `/api/label-sets/${set}/slices/${number}.png`;

  // Kept for as long as the page is open, so that a lost connection takes no orientation away.
  const views = new Map<number, View>();
  const viewOf = async (number: number): Promise<View> => {
    const known = views.get(number);
    if (known) {
      return known;
    }

    const answer = await fetch(`/api/label-sets/${set}/slices/${number}/view`, { credentials: 'same-origin' });
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }

    const view = await answer.json() as View;
    views.set(number, view);
    return view;
  };

  /** Turns picture and boxes together, as the viewer turns its images; boxes stay in stored pixels. */
  const turn = (slice: Slice, view: View) => {
    const [wide, high] = [slice.width * slice.columnSpacingMm, slice.height * slice.rowSpacingMm];
    const [shownWide, shownHigh] = view.right[0] === 0 ? [high, wide] : [wide, high];
    const turned = panel.place<HTMLElement>('turned');
    editor.view = view;
    picture.style.setProperty('--ratio', String(shownWide / shownHigh));
    [turned.style.width, turned.style.height] = [`${100 * wide / shownWide}%`, `${100 * high / shownHigh}%`];
    turned.style.transform = `translate(-50%, -50%) matrix(${view.right[0]}, ${view.down[0]}, ${view.right[1]}, ${view.down[1]}, 0, 0)`;
    ['left', 'top', 'right', 'bottom'].forEach((edge, i) => { picture.querySelector(`[data-edge=${edge}]`)!.textContent = view.letters?.[i] ?? ''; });
  };
  const prepare = (number: number | undefined) => {
    if (number !== undefined && work.slice(number) && !ahead.has(number)) {
      const picture = new Image();
      picture.src = address(number);
      ahead.set(number, picture);
      void viewOf(number).catch(() => undefined);
      if (ahead.size > 40) {
        ahead.delete(ahead.keys().next().value!);
      }
    }
  };

  function show(number: number): void {
    const slice = work.slice(number);
    if (!slice || number === at) {
      return;
    }

    editor.keep();
    at = number;
    sessionStorage.setItem(placeKey, String(number));
    root.removeAttribute('data-shown');
    panel.place('image-trouble').hidden = true;
    image.alt = `Axial T2-weighted slice ${number} of the set`;
    image.style.visibility = 'hidden'; // Never the next picture by the last one's orientation.
    turn(slice, views.get(number) ?? asStored);
    image.src = address(number);
    void Promise.all([image.decode(), viewOf(number)]).then(([, view]) => {
      if (at === number) {
        turn(slice, view);
        image.style.visibility = '';
        root.dataset['shown'] = String(number);
      }
    }, () => {
      if (at === number) {
        panel.place('image-trouble').hidden = false;
      }
    });
    draw();
    [number + 1, number - 1, work.next(number), number + 2].forEach(prepare);
  }

  const valueHere = () => valueOf(at === undefined ? undefined : work.labels.get(at));
  const above = () => (at !== undefined && work.slice(at)!.followsNeighbour ? valueOf(work.labels.get(at - 1)) : nothing);

  function keepBox(box: Box): void {
    const now = valueHere();
    work.put(at!, { ...now, box: inside(box, work.slice(at!)!), withdrawn: false }, 'The box is kept.');
  }

  const here = (act: (number: number) => void) => () => {
    if (at === undefined) {
      panel.say('The slices are still being read from the server.');
    } else {
      act(at);
    }
  };
  const step = (by: number) => here(number => {
    const slice = work.slice(number + by);
    if (slice && slice.study === work.slice(number)!.study) {
      show(slice.number);
    } else {
      panel.say(by < 0 ? 'This is the first slice of the study. N leads on.' : 'This is the last slice of the study. N leads on.');
    }
  });
  const onward = (by: 1 | -1) => here(number => {
    const next = work.next(number, by);
    if (next === undefined) {
      editor.keep();
      panel.say('Every other slice of the set is labelled.');
    } else {
      show(next);
    }
  });
  const ask = (place: string, onYes: (answer: string) => void) => {
    const dialog = panel.place<HTMLDialogElement>(place);
    dialog.returnValue = '';
    dialog.showModal();
    dialog.onclose = () => {
      if (dialog.returnValue !== '') {
        onYes(dialog.returnValue);
      }

      picture.focus({ preventScroll: true });
    };
  };
  const actions: Actions<'grading' | 'labelling'> = {
    grade: grade => here(number => {
      const slice = work.slice(number)!;
      const box = editor.taken() ?? slice.proposedBox;
      if (box) {
        work.put(number, { box: inside(box, slice), grade, exclusion: null, withdrawn: false });
      } else {
        editor.begin(above().box);
        panel.say('A graded slice needs its box, and the model proposes none here. Place this one, then press the grade again.');
      }
    })(),
    exclude: here(number => ask('exclude', exclusion => work.put(number, { box: editor.taken(), grade: null, exclusion, withdrawn: false }))),
    noCanal: here(number => {
      editor.giveUp();
      work.put(number, { box: null, grade: null, exclusion: null, withdrawn: false });
    }),
    remove: here(number => {
      editor.giveUp();
      work.put(number, nothing, `Slice ${number}: the label is taken away.`);
    }),
    propose: here(number => {
      const slice = work.slice(number)!;
      if (!slice.proposedBox || !slice.proposedGrade) {
        panel.say('The model proposes no grade here. Press a grade, E to leave the slice out, or X when no canal is in view.');
      } else {
        editor.giveUp();
        work.put(number, { box: inside(slice.proposedBox, slice), grade: slice.proposedGrade, exclusion: null, withdrawn: false }, `Slice ${number}: the proposal, grade ${slice.proposedGrade}, is yours.`);
      }
    }),
    copy: here(number => {
      const value = above();
      if (value.withdrawn) {
        panel.say(work.slice(number)!.followsNeighbour ? 'The slice above is not labelled yet.' : 'There is no slice above this one.');
      } else {
        editor.giveUp();
        work.put(number, { ...value, box: value.box && inside(value.box, work.slice(number)!) });
      }
    }),
    copyBox: here(number => {
      const box = above().box;
      if (box) {
        editor.giveUp();
        work.put(number, { ...valueHere(), box: inside(box, work.slice(number)!), withdrawn: false }, 'The box of the slice above is copied.');
      } else {
        panel.say('The slice above has no box.');
      }
    }),
    draw: here(() => editor.begin(above().box)),
    above: step(-1),
    below: step(1),
    first: here(number => show(work.studyOf(number)[0]!.number)),
    last: here(number => show(work.studyOf(number).at(-1)!.number)),
    next: onward(1),
    previous: onward(-1),
    overlay: () => panel.say(editor.toggle() ? 'Boxes are shown.' : 'Boxes are hidden. O shows them again.'),
    undo: here(() => {
      const number = work.undo();
      if (number !== undefined) {
        show(number);
      }
    }),
    help: () => root.querySelector<HTMLDialogElement>('[data-key-sheet]')?.showModal(),
  };

  const buttons = { ...actions, keep: () => editor.keep(), giveUp: () => editor.giveUp() } as unknown as Record<string, () => void>;

  const on = (target: EventTarget, kind: string, does: (event: never) => void) => target.addEventListener(kind, does as EventListener, { signal: listening.signal });
  const listening = new AbortController();
  on(root, 'click', (event: MouseEvent) => {
    const target = event.target as Element;
    const button = target.closest<HTMLButtonElement>('button');
    const { grade, act, settle } = button?.dataset ?? {};
    const cell = target.closest<HTMLElement>('li[data-number]');
    if (grade) {
      actions.grade(grade);
    } else if (act) {
      buttons[act]!();
    } else if (settle && at !== undefined) {
      work.settle(at, settle === 'mine');
    } else if (cell) {
      show(Number(cell.dataset['number']));
    } else {
      return;
    }

    // After the mouse the keys are the labeller's again; after Enter on a button the focus stays.
    if (event.detail > 0 && !document.querySelector('dialog[open]')) {
      picture.focus({ preventScroll: true });
    }
  });
  chooseByKey(panel.place('exclude'), listening.signal);
  on(orders, 'change', () => {
    work.order = orders.value as Order;
    picture.focus({ preventScroll: true });
    panel.say(work.order === 'study' ? 'N leads on study by study.' : 'N leads on to the slices of which the model is least sure.');
  });
  const again = () => void work.store.tryAgain();
  on(window, 'online', again);
  on(document, 'visibilitychange', () => { if (document.visibilityState === 'visible') { again(); } });
  on(image, 'error', () => { panel.place('image-trouble').hidden = false; });

  // Without its live connection the page is told of nothing: then the script asks.
  const polling = window.setInterval(() => {
    if (/components-reconnect-(?!hide|modal)/.test(document.getElementById('components-reconnect-modal')?.className ?? '')) {
      again();
    }
  }, 10_000);
  const [capture, signal] = [true, listening.signal];
  listen(document, ['drawing'], {
    move: way => editor.arrow(...ways[way]!, false), resize: way => editor.arrow(...ways[way]!, true), finish: buttons['keep']!, giveUp: buttons['giveUp']!,
  }, { capture, signal, when: () => editor.isEditing });
  listen(document, ['grading', 'labelling'], actions, { capture, signal, when: act => act !== 'undo' || !editor.isEditing });
  void work.open().then(() => picture.focus({ preventScroll: true }));

  return {
    changed: () => void work.read(),
    dispose: () => {
      clearInterval(polling);
      listening.abort();
      editor.dispose();
      work.close();
    },
  };
}
