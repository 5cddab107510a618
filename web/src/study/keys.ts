// The keyboard: one table, which the help sheet of the page repeats in words. A reviewer's own keys are taken before they come here. The keys
// that grade and confirm (0 2 3 a b c, space) have no other meaning here, so that a key means one thing on the page, whoever looks at it.
import type { Tool } from './measure';

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
  reading(): void;
  tool(tool: Tool): void;
  clearMarks(): void;
  help(): void;
}

export function listen(target: HTMLElement, actions: Actions): () => void {
  const table: Record<string, () => void> = {
    ArrowUp: () => actions.step(-1), ArrowDown: () => actions.step(1),
    Home: actions.first, End: actions.last,
    PageUp: () => actions.series(-1), PageDown: () => actions.series(1),
    z: () => actions.zoom(1.25), Z: () => actions.zoom(0.8),
    r: actions.rotate, h: () => actions.flip('horizontal'), v: () => actions.flip('vertical'),
    i: actions.invert, p: actions.cine, x: actions.reset, o: actions.overlay, O: actions.overlay, f: actions.reading,
    m: () => actions.tool('distance'), g: () => actions.tool('angle'), t: () => actions.tool('magnify'), Escape: () => actions.tool('window'), Delete: actions.clearMarks, '?': actions.help,
  };

  const onKey = (event: KeyboardEvent) => {
    const at = event.target as HTMLElement;
    const typing = at.closest('input, textarea, select, [contenteditable="true"], dialog, [role="menu"], [role="listbox"]');
    const action = table[event.key];
    if (!action || typing || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }

    event.preventDefault();
    action();
  };

  target.addEventListener('keydown', onKey);
  return () => target.removeEventListener('keydown', onKey);
}
