// Shows a review in the panel that the server drew: fills its places, enables and disables, and never makes what is not there.
import { drawConflict, type Side } from '../shared/conflict';
import { exclusionWords, grades, isHigh, saidWords } from '../shared/grades';
import { savingWords } from '../shared/store';
import { isHighGrade, type Reading, type Slice } from './model';
import type { Review } from './review';

export class Panel {
  constructor(private readonly root: HTMLElement) {
  }

  place<T extends HTMLElement = HTMLElement>(name: string): T {
    return this.root.querySelector<T>(`[data-place="${name}"]`)!;
  }

  say(words: string): void {
    this.place('message').textContent = words;
  }

  draw(review: Review, at: number | undefined): void {
    const slice = at === undefined ? undefined : review.slices[at];
    this.saving(review);
    this.progress(review);
    this.slice(slice, review);
    this.keyImages(review);
    this.signatures(review);
    for (const button of this.root.querySelectorAll<HTMLButtonElement>('button[data-act]')) {
      const act = button.dataset['act'];
      button.disabled = act === 'undo' ? !review.canUndo : act === 'redo' ? !review.canRedo
        : act === 'why' ? !slice?.reading : act === 'sign' ? !review.state : act === 'acceptAll' ? !review.slices.some(s => s.proposed && !s.keyImage && isHighGrade(s)) : !slice;
    }
  }

  private saving(review: Review): void {
    const place = this.place('saving');
    const words = savingWords(review.store, 'change');
    [place.hidden, place.textContent] = [words === '', words];
    this.root.dataset['waiting'] = String(review.store.waiting);
    this.root.toggleAttribute('data-nothing', !review.state && review.store.refused);
  }

  private progress(review: Review): void {
    const read = review.slices.filter(s => s.reading).length;
    const look = review.needLook.length;
    this.place('progress').textContent = !review.state ? (review.store.trouble ? '' : 'Reading the review…')
      : `${read} of ${review.slices.length} slices read${look > 0 ? `, ${look} to look at` : ', none left to look at'}`;
  }

  private slice(slice: Slice | undefined, review: Review): void {
    this.place('where').textContent = slice ? `of slice ${slice.slice + 1}` : '';
    const said = this.place('said');
    said.replaceChildren();
    for (const button of this.root.querySelectorAll<HTMLButtonElement>('button[data-grade]')) {
      button.disabled = !slice;
      button.setAttribute('aria-pressed', String(slice?.reading?.grade === button.dataset['grade']));
    }

    this.root.querySelector('[data-act=keyImage]')!.setAttribute('aria-pressed', String(slice?.keyImage === true));
    this.root.querySelector('[data-act=exclude]')!.setAttribute('aria-pressed', String(slice?.reading?.exclusion !== undefined && slice?.reading?.exclusion !== null));
    const notes = this.place('notes');
    notes.replaceChildren();
    this.place('history-fold').hidden = true;
    this.conflict(slice, review);
    if (!slice) {
      said.append(words(review.state ? 'This series was not graded: choose the graded one.' : ''));
      return;
    }

    if (slice.conflict && slice.reading) {
      said.append(pair(personChip(slice.reading), slice.reading.by), pair(personChip(slice.conflict), slice.conflict.by));
    } else if (slice.reading) {
      said.append(personChip(slice.reading), words(`${slice.reading.byId === review.me.id ? 'You' : slice.reading.by}, ${time(slice.reading.at)}${slice.waiting ? ', not saved yet' : ''}`));
    } else {
      said.append(words('Nobody has read this slice yet.'));
    }

    if (slice.reading?.grade !== slice.modelGrade || slice.conflict) {
      said.append(pair(modelChip(slice), 'model'));
    }

    if (slice.reading?.reason || slice.reading?.note) {
      notes.append(line([slice.reading.reason && this.reason(slice.reading.reason), slice.reading.note].filter(Boolean).join(': ')));
    }

    if (slice.reading?.onEarlierRun) {
      notes.append(line(`Read on an earlier grading${slice.reading.pipelineVersion ? ` (${slice.reading.pipelineVersion})` : ''}, where the model said ${slice.reading.modelGrade ?? 'no grade'}.`));
    }

    this.history(slice, review);
    const look = slice.attention && { highGrade: 'Needs a look: high grade by the model.', uncertain: 'Needs a look: the model is not sure.', changed: 'Needs a look: changed since it was read.' }[slice.attention];
    if (look && !slice.conflict) {
      notes.append(line(look));
    }
  }

  private conflict(slice: Slice | undefined, review: Review): void {
    const side = (settle: 'reading' | 'conflict', reading: Reading): Side => ({ settle, by: reading.by, isMine: reading.byId === review.me.id, says: saidWords(reading) });
    drawConflict(this.place('conflict'), slice?.conflict && slice.reading ? {
      lead: 'Two reviewers differ. Until one of you chooses here or presses the grade that stands, the more severe one counts.',
      sides: [side('reading', slice.reading), side('conflict', slice.conflict)],
    } : undefined);
  }

  private history(slice: Slice, review: Review): void {
    const past = (review.state?.history ?? []).filter(c => c.sopInstanceUid === slice.sopInstanceUid && c.frame === slice.frame);
    this.place('history-fold').hidden = past.length === 0;
    this.place('history').replaceChildren(...past.map(c => {
      const did = c.aspect === 'keyImage' ? (c.marked ? 'chose it as a key image' : 'took the key image away')
        : c.grade ? `graded ${c.grade}${c.override ? ` where the model said ${c.modelGrade ?? 'no grade'}` : ''}`
          : c.exclusion ? `left it out: ${exclusionWords[c.exclusion]}` : 'withdrew the reading';
      const why = [c.reason && this.reason(c.reason), c.note].filter(Boolean).join(': ');
      return line(`${time(c.at)}, ${c.by} ${did}.${why ? ` ${why}.` : ''}${c.onEarlierRun ? ` On an earlier grading${c.pipelineVersion ? ` (${c.pipelineVersion})` : ''}.` : ''}`, 'li');
    }));
  }

  private reason(code: string): string {
    return this.root.querySelector(`[data-place=reason] option[value=${code}]`)?.textContent ?? code;
  }

  private keyImages(review: Review): void {
    const list = this.place('key-images');
    const accepted = review.slices.filter(s => s.keyImage);
    const proposed = review.slices.filter(s => s.proposed && !s.keyImage);
    list.replaceChildren(...[...accepted, ...proposed].sort((a, b) => a.slice - b.slice).map(slice => {
      const item = document.createElement('li');
      const go = document.createElement('button');
      go.type = 'button';
      go.dataset['goTo'] = String(slice.slice);
      go.append(slice.reading ? personChip(slice.reading) : modelChip(slice), ` slice ${slice.slice + 1}`);
      const state = document.createElement('span');
      state.textContent = slice.keyImage ? 'accepted' : 'proposed';
      state.className = slice.keyImage ? 'accepted' : 'proposed';
      item.append(go, state);
      return item;
    }));
    this.place('no-key-images').hidden = accepted.length + proposed.length > 0;
  }

  private signatures(review: Review): void {
    const list = this.place('signatures');
    const state = review.state;
    list.replaceChildren(...(state?.signatures ?? []).map(s => line(
      s.number === 0 ? `Reviewed by ${s.by}, ${time(s.at)}.` : `Addendum ${s.number} by ${s.by}, ${time(s.at)}: ${s.reason}`, 'li')));
    const first = !state || state.signatures.length === 0;
    this.place('sign-words').textContent = first ? 'Sign off' : 'Sign addendum';
    this.place('unsigned').hidden = first || !(state.changedSinceSigned || !state.signedOnThisRun || review.store.waiting > 0);
    this.place('onward').hidden = first || !this.place('unsigned').hidden;
    this.place('unsigned').textContent = first ? '' : state.changedSinceSigned || review.store.waiting > 0
      ? 'Changed since it was signed. Sign an addendum.' : 'Signed on an earlier grading. Look at what changed, then sign an addendum.';
  }
}

export function personChip(reading: Reading): HTMLElement {
  return reading.exclusion
    ? chip(reading.exclusion[0]!.toUpperCase(), 'excluded', '0', `Left out by ${reading.by}: ${exclusionWords[reading.exclusion]}`)
    : chip(reading.grade!, 'person', reading.grade!, `Grade ${reading.grade}, ${isHigh(reading.grade!) ? 'high' : 'low'} grade, by ${reading.by}`);
}

export function modelChip(slice: Slice): HTMLElement {
  return slice.modelGrade ? chip(slice.modelGrade, 'model', slice.modelGrade, `Grade ${slice.modelGrade}, by the model`)
    : slice.modelStatus === 'abstained' ? chip('?', 'abstained', '0', 'The model abstains')
      : chip('–', 'none', '0', slice.modelStatus === 'noCanal' ? 'The model found no canal' : 'Not graded by the model');
}

function chip(text: string, look: string, colour: string, label: string): HTMLElement {
  const made = document.createElement('span');
  made.className = `grade-chip small ${look}`;
  made.style.setProperty('--grade', `var(--grade-${colour})`);
  made.style.setProperty('--ink', `var(--grade-${colour === '3' ? '3-ink' : 'ink'})`);
  made.setAttribute('role', 'img');
  made.setAttribute('aria-label', label);
  made.title = label;
  made.textContent = text;
  return made;
}

function words(text: string): HTMLElement {
  const made = document.createElement('span');
  made.textContent = text;
  return made;
}

/** A chip and whose word it is stay on one line. */
function pair(chip: HTMLElement, text: string): HTMLElement {
  const made = words('');
  made.className = 'pair';
  made.append(chip, words(text));
  return made;
}

function line(text: string, tag = 'p'): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function time(iso: string): string {
  const at = new Date(iso);
  return at.toDateString() === new Date().toDateString()
    ? at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
    : at.toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
}

/** The reviewers' row under the plot: high grades above the pathway line, low ones below it. */
export function drawStrip(strip: HTMLElement, review: Review, at: number | undefined): void {
  const cells = review.slices.map(slice => {
    const cell = document.createElement('li');
    // While two differ the more severe counts, and both are shown.
    const [grade, other] = [slice.reading?.grade ?? null, slice.conflict?.grade ?? null].sort((a, b) => grades.indexOf(b ?? '') - grades.indexOf(a ?? '')) as [string | null, string | null];
    cell.dataset['ordinal'] = String(slice.slice);
    cell.className = [
      grade ? (isHigh(grade) ? 'high' : 'low') : 'low',
      grade ? 'read' : slice.reading?.exclusion ? 'left-out' : 'open',
      slice.conflict ? 'conflict' : '', slice.attention ? 'look' : '', slice.keyImage ? 'key' : '', slice.slice === at ? 'here' : '',
    ].join(' ');
    if (grade) {
      cell.style.setProperty('--grade', `var(--grade-${grade})`);
      cell.style.setProperty('--ink', `var(--grade-${grade === '3' ? '3-ink' : 'ink'})`);
    }

    const text = document.createElement('span');
    text.textContent = other ? `${grade}≠${other}` : grade ?? slice.reading?.exclusion?.[0]!.toUpperCase() ?? '';
    cell.append(text);
    return cell;
  });
  strip.replaceChildren(...cells);
  const read = review.slices.filter(s => s.reading?.grade);
  const worst = read.map(s => grades.indexOf(s.reading!.grade!)).sort((a, b) => b - a)[0];
  strip.setAttribute('aria-label', read.length === 0 ? 'No slice read by a reviewer yet'
    : `Read by reviewers: ${read.length} of ${review.slices.length} slices, highest grade ${grades[worst!]}`);
}
