// Keys of the MDT board. Cards are moved by the buttons of their menu, which the server makes: this leads to them.
import { listen } from '../shared/keymap';

const links = (within: Element) => [...within.querySelectorAll<HTMLAnchorElement>('a[data-row]')];

export function startBoard(): { dispose(): void } {
  const ending = new AbortController();
  // Looked for at each key: after a search that found nothing the board is another element.
  const board = () => document.querySelector<HTMLElement>('[data-case-board]');
  const cardAt = () => document.activeElement?.closest<HTMLElement>('.board-card') ?? null;

  function focus(link: HTMLAnchorElement | undefined): void {
    link?.focus({ preventScroll: true });
    link?.closest('li')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  function step(by: number): void {
    const card = cardAt();
    const within = card?.closest('.board-column') ?? board();
    const rows = within ? links(within) : [];
    const at = card ? rows.findIndex(row => card.contains(row)) : -1;
    focus(rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)]);
  }

  // To the nearest column with a case, at about the same height.
  function across(by: number): void {
    const card = cardAt();
    const columns = [...document.querySelectorAll('[data-case-board] .board-column')];
    const column = card?.closest('.board-column');
    const height = card && column ? links(column).findIndex(row => card.contains(row)) : 0;
    for (let at = column ? columns.indexOf(column) + by : 0; at >= 0 && at < columns.length; at += by) {
      const rows = links(columns[at]!);
      if (rows.length > 0) {
        focus(rows[Math.min(Math.max(height, 0), rows.length - 1)]);
        return;
      }
    }
  }

  function openMenu(): void {
    const menu = (cardAt() ?? board()?.querySelector('.board-card'))?.querySelector<HTMLDetailsElement>('details[data-move]');
    if (menu) {
      menu.open = true;
      menu.querySelector<HTMLElement>('button, a')?.focus();
    }
  }

  listen(document, ['board'], { below: () => step(1), above: () => step(-1), left: () => across(-1), right: () => across(1), move: openMenu }, { capture: true, signal: ending.signal });

  document.addEventListener('keydown', event => {
    const menu = event.key === 'Escape' ? document.activeElement?.closest<HTMLDetailsElement>('details[data-move][open]') : null;
    if (menu) {
      menu.open = false;
      focus(links(menu.closest('li')!)[0]);
    }
  }, { signal: ending.signal });

  // Some browsers begin no drag without something to carry; the server knows which card it is.
  document.addEventListener('dragstart', event => {
    const number = (event.target as Element).closest<HTMLElement>('[data-case-board] .board-card')?.dataset['case'];
    if (number && event.dataTransfer) {
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData('text/plain', number);
    }
  }, { signal: ending.signal });

  return { dispose: () => ending.abort() };
}
