// The keyboard while reviewing. These keys come before the viewer's: c grades, so it no longer plays.
export interface ReviewActions {
  grade(grade: string): void;
  gradeRun(grade: string): void;
  confirm(): void;
  next(): void;
  exclude(): void;
  keyImage(): void;
  acceptAll(): void;
  why(): void;
  undo(): void;
  redo(): void;
  sign(): void;
}

const gradeOf: Record<string, string> = { Digit0: '0', Numpad0: '0', Digit2: '2', Numpad2: '2', Digit3: '3', Numpad3: '3' };
const gradeOfLetter: Record<string, string> = { a: '1a', b: '1b', c: '1c' };

export function listen(actions: ReviewActions): () => void {
  const onKey = (event: KeyboardEvent) => {
    const at = event.target instanceof Element ? event.target : document.body;
    if (event.altKey || event.isComposing || document.querySelector('dialog[open]')
      || at.closest('input, textarea, select, [contenteditable="true"], [role="menu"], [role="listbox"]')) {
      return;
    }

    const act = actionOf(event, at, actions);
    if (act) {
      event.preventDefault();
      event.stopPropagation();
      act();
    }
  };

  // Captured on its way down, before the viewer's own keys.
  document.addEventListener('keydown', onKey, true);
  return () => document.removeEventListener('keydown', onKey, true);
}

function actionOf(event: KeyboardEvent, at: Element, actions: ReviewActions): (() => void) | undefined {
  const letter = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    return letter === 'z' ? (event.shiftKey ? actions.redo : actions.undo) : letter === 'y' ? actions.redo : undefined;
  }

  // Digits by their place: with Shift their signs differ from one keyboard to the next. A number pad types no digit while it moves.
  const digit = event.code.startsWith('Numpad') && !/^\d$/.test(event.key) ? undefined : gradeOf[event.code];
  const grade = digit ?? gradeOfLetter[letter];
  if (grade !== undefined) {
    return () => (event.shiftKey ? actions.gradeRun(grade) : actions.grade(grade));
  }

  switch (letter) {
    case ' ': return at.closest('button, a, summary') ? undefined : actions.confirm;
    case 'n': return actions.next;
    case 'e': return actions.exclude;
    case 'k': return event.shiftKey ? actions.acceptAll : actions.keyImage;
    case 'w': return actions.why;
    case 's': return actions.sign;
    default: return undefined;
  }
}
