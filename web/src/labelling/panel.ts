// Fills the places of the page that the server drew, and never makes what is not there.
import { drawConflict } from '../shared/conflict';
import { exclusionWords } from '../shared/grades';
import { savingWords } from '../shared/store';
import { isDone, wordsOf, type Value } from './model';
import type { Labelling } from './labelling';

export class Panel {
  constructor(private readonly root: HTMLElement) {
  }

  place<T extends Element = HTMLElement>(name: string): T {
    return this.root.querySelector<T>(`[data-place="${name}"]`)!;
  }

  say(words: string): void {
    this.place('message').textContent = words;
  }

  draw(work: Labelling, at: number | undefined): void {
    const slice = at === undefined ? undefined : work.slice(at);
    const label = at === undefined ? undefined : work.labels.get(at);
    this.progress(work);
    this.saving(work);
    this.root.querySelectorAll<HTMLButtonElement>('button[data-act], button[data-grade]').forEach(button => {
      button.disabled = !slice || (button.dataset['act'] === 'undo' && !work.canUndo);
      if (button.dataset['grade'] !== undefined) {
        button.setAttribute('aria-pressed', String(label?.grade === button.dataset['grade']));
      }
    });
    if (!slice) {
      return;
    }

    const study = work.studyOf(slice.number);
    const percent = (share: number) => `${Math.round(share * 100)}%`;
    this.place('where').textContent = `Study ${slice.study} (${work.patient(slice.study)}), slice ${study.indexOf(slice) + 1} of ${study.length}, at ${slice.positionMm.toFixed(1).replace('-', '−')} mm`;
    this.place('model').replaceChildren(
      chip(slice.proposedGrade ? { grade: slice.proposedGrade } : {}, false),
      text(slice.proposedBox ? ` proposed, ${percent(slice.highGradeProbability)} high grade` : ' no canal found'));
    const said = label && !label.withdrawn ? label : undefined;
    this.place('said').replaceChildren(
      chip(said ?? {}, true), text(said ? ` ${isDone(said) ? '' : 'Grade it: '}${wordsOf(said)}, by ${said.by}${said.waiting ? ', not saved yet' : ''}` : ' not labelled yet'));
    this.dispute(work, slice.number);
    this.strip(work, slice.number);
  }

  edits(on: boolean): void {
    this.root.toggleAttribute('data-editing', on);
    this.place('editing').hidden = !on;
  }

  private progress(work: Labelling): void {
    if (work.isOpen) {
      this.place('name').textContent = work.name;
      this.place('progress').textContent = `${work.done} of ${work.slices.length} slices labelled`;
      const bar = this.place<HTMLProgressElement>('bar');
      [bar.max, bar.value] = [work.slices.length, work.done];
    } else if (work.store.trouble) {
      this.place('progress').textContent = work.store.trouble;
    }
  }

  private saving(work: Labelling): void {
    const place = this.place('saving');
    const words = savingWords(work.store, 'label');
    [place.hidden, place.textContent] = [words === '', words];
    this.root.dataset['waiting'] = String(work.store.waiting);
  }

  private dispute(work: Labelling, number: number): void {
    const mine = work.dispute(number);
    const theirs = work.labels.get(number);
    const all = new Set(work.disputes.all().map(s => s.number));
    drawConflict(this.place('conflict'), mine && {
      lead: 'Somebody labelled this slice meanwhile. Yours is not saved until you choose.',
      sides: [
        { settle: 'theirs', by: theirs?.by ?? 'Somebody else', isMine: false, says: theirs ? wordsOf(theirs) : 'no label' },
        { settle: 'mine', by: '', isMine: true, says: wordsOf(mine) },
      ],
    });

    all.delete(number);
    const others = this.place('disputes');
    others.hidden = all.size === 0;
    others.textContent = all.size === 0 ? '' : `You and somebody else differ on ${[...all].map(n => `slice ${n}`).join(', ')} of the set. Go there and choose.`;
  }

  private strip(work: Labelling, at: number): void {
    const study = work.studyOf(at);
    this.place('strip').replaceChildren(...study.map((slice, i) => {
      const label = work.labels.get(slice.number);
      const item = document.createElement('li');
      const cell = document.createElement('span');
      item.dataset['number'] = String(slice.number);
      item.className = [slice.number === at ? 'here' : '', isDone(label) ? 'done' : label && !label.withdrawn ? 'half' : 'open', work.dispute(slice.number) ? 'conflict' : ''].filter(c => c).join(' ');
      const grade = label?.withdrawn ? null : label?.grade ?? null;
      if (grade) {
        cell.style.setProperty('--grade', `var(--grade-${grade})`);
        cell.style.setProperty('--ink', `var(--grade-${grade === '3' ? '3-ink' : 'ink'})`);
        item.classList.add('graded');
      }

      cell.textContent = grade ?? (isDone(label) ? (label!.exclusion ? label!.exclusion[0]!.toUpperCase() : '–') : '');
      item.title = `Slice ${i + 1}: ${label ? wordsOf(label) : 'no label'}`;
      item.append(cell);
      return item;
    }));
  }
}

const text = (words: string) => document.createTextNode(words);

/** As the server draws grades: the model's outlined, a person's filled. */
function chip(value: Partial<Value>, byPerson: boolean): HTMLElement {
  const node = document.createElement('span');
  const { grade, exclusion } = value;
  node.className = `grade-chip ${grade ? (byPerson ? 'person' : 'model') : exclusion ? 'excluded' : 'none'}`;
  node.textContent = grade ?? (exclusion ? exclusion[0]!.toUpperCase() : '–');
  node.setAttribute('role', 'img');
  node.setAttribute('aria-label', grade ? `Grade ${grade}, by ${byPerson ? 'a person' : 'the model'}` : exclusion ? `Left out: ${exclusionWords[exclusion]}` : 'No grade');
  if (grade) {
    node.style.setProperty('--grade', `var(--grade-${grade})`);
    node.style.setProperty('--ink', `var(--grade-${grade === '3' ? '3-ink' : 'ink'})`);
  }

  return node;
}
