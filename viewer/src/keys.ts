// The keyboard: one table, which the help sheet of the page repeats in words. A reviewer's own keys (c and space among them) are taken
// before they come here.
export interface Actions {
  step(slices: number): void;
  first(): void;
  last(): void;
  series(step: number): void;
  zoom(factor: number): void;
  rotate(): void;
  flip(axis: 'horizontal' | 'vertical'): void;
  invert(): void;
  cine(): void;
  reset(): void;
  overlay(): void;
  help(): void;
}

export function listen(target: HTMLElement, actions: Actions): () => void {
  const table: Record<string, () => void> = {
    ArrowUp: () => actions.step(-1), ArrowDown: () => actions.step(1),
    Home: actions.first, End: actions.last,
    PageUp: () => actions.series(-1), PageDown: () => actions.series(1),
    z: () => actions.zoom(1.25), Z: () => actions.zoom(0.8),
    r: actions.rotate, h: () => actions.flip('horizontal'), v: () => actions.flip('vertical'),
    i: actions.invert, p: actions.cine, c: actions.cine, x: actions.reset, ' ': actions.reset, o: actions.overlay, O: actions.overlay, '?': actions.help,
  };

  const onKey = (event: KeyboardEvent) => {
    const at = event.target as HTMLElement;
    const typing = at.closest('input, textarea, select, [contenteditable="true"], dialog, [role="menu"], [role="listbox"]');
    const pressing = event.key === ' ' && at.closest('button, a, summary');
    const action = table[event.key];
    if (!action || typing || pressing || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }

    event.preventDefault();
    action();
  };

  target.addEventListener('keydown', onKey);
  return () => target.removeEventListener('keydown', onKey);
}
