// The keyboard while labelling. One table, which the page's key sheet repeats in words.
export interface LabelActions {
  grade(grade: string): void;
  exclude(): void;
  noCanal(): void;
  remove(): void;
  propose(): void;
  copy(): void;
  copyBox(): void;
  draw(): void;
  keep(): void;
  giveUp(): void;
  above(): void;
  below(): void;
  first(): void;
  last(): void;
  next(): void;
  previous(): void;
  overlay(): void;
  undo(): void;
  help(): void;
}

const grades: Record<string, string> = { '0': '0', a: '1a', b: '1b', c: '1c', '2': '2', '3': '3' };
const arrows: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param editing Whether a box is being drawn: then arrows move it. */
export function listen(actions: LabelActions, editing: () => boolean, arrow: (right: number, down: number, resize: boolean) => void): () => void {
  const onKey = (event: KeyboardEvent) => {
    const at = event.target instanceof Element ? event.target : document.body;
    if (event.altKey || event.isComposing || document.querySelector('dialog[open]') || at.closest('input, textarea, select, [contenteditable="true"], [role="menu"], [role="listbox"]')) {
      return;
    }

    const act = actionOf(event, at);
    if (act) {
      event.preventDefault();
      event.stopPropagation();
      act();
    }
  };

  const actionOf = (event: KeyboardEvent, at: Element): (() => void) | undefined => {
    if (event.ctrlKey || event.metaKey) {
      return event.key.toLowerCase() === 'z' && !event.shiftKey && !editing() ? actions.undo : undefined;
    }

    const direction = arrows[event.key];
    if (direction && editing()) {
      return () => arrow(direction[0], direction[1], event.shiftKey);
    }

    const presses = at.closest('button, a, summary');
    const grade = grades[event.key.toLowerCase()];
    if (grade !== undefined) {
      return event.repeat ? () => { } : () => actions.grade(grade);
    }

    switch (event.key) {
      case 'ArrowUp': case 'ArrowLeft': return actions.above;
      case 'ArrowDown': case 'ArrowRight': return actions.below;
      case 'Home': return actions.first;
      case 'End': return actions.last;
      case 'Enter': return presses ? undefined : editing() ? actions.keep : actions.next;
      case ' ': return presses ? undefined : actions.propose;
      case 'Escape': return editing() ? actions.giveUp : undefined;
      case 'n': return actions.next;
      case 'N': return actions.previous;
      case 'y': return actions.copy;
      case 'Y': return actions.copyBox;
      case 'Delete': case 'Backspace': return actions.remove;
      case '?': return actions.help;
      default: return { e: actions.exclude, x: actions.noCanal, d: actions.draw, o: actions.overlay }[event.key.toLowerCase()];
    }
  };

  document.addEventListener('keydown', onKey, true);
  return () => document.removeEventListener('keydown', onKey, true);
}
