// Two people said different things of one slice. Both are shown with who said it, and a person chooses which stands: nothing is laid over the other unseen.

/** What one of the two said: whose it is, in words, and the name by which the page settles it. */
export interface Side { settle: string; by: string; isMine: boolean; says: string; }

/** @param lead What happened, and what counts until it is settled. */
export interface Conflict { lead: string; sides: readonly [Side, Side]; }

export const wordsOfConflict = ({ lead, sides }: Conflict): string =>
  `${lead} ${sides.map(side => `${side.isMine ? 'You said' : `${side.by} said`}: ${side.says}.`).join(' ')}`;

export const wordsOfChoice = (side: Side): string => `${side.isMine ? 'Mine' : `${side.by}’s`} stands: ${side.says}`;

/** Draws it into its place, or empties that. What stands there already is left alone: it must neither be read out again nor lose the focus. */
export function drawConflict(place: HTMLElement, conflict: Conflict | undefined): void {
  const print = conflict ? JSON.stringify(conflict) : '';
  if (place.dataset['drawn'] === print) {
    return;
  }

  place.dataset['drawn'] = print;
  place.hidden = !conflict;
  place.replaceChildren(...(!conflict ? [] : [
    Object.assign(document.createElement('p'), { textContent: wordsOfConflict(conflict) }),
    ...conflict.sides.map(side => {
      const button = Object.assign(document.createElement('button'), { type: 'button', textContent: wordsOfChoice(side) });
      button.dataset['settle'] = side.settle;
      return button;
    }),
  ]));
}
