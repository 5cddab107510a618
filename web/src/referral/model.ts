// What the clinical form knows: what the server has, what waits to be saved, and which of the two a field shows.

export interface FormAnswer { value: string | null; at: string; tabId: string; elsewhere: string | null; }
export interface Form { id: string; submittedAt: string | null; answers: Record<string, FormAnswer>; required: Record<string, string[]>; }
export interface Refused { field: string; reason: string; }

/** One answer on its way. */
export interface Change { id: string; field: string; value: string; }

/** Only the newest answer of a field needs to arrive; those that it replaces are let go. */
export const replaced = (waiting: Change[], next: Change): string[] => waiting.filter(c => c.field === next.field && c.id !== next.id).map(c => c.id);

/** What a field shows: what was typed here and waits, else what the server has. */
export const shown = (form: Form, waiting: Change[], field: string): string =>
  waiting.filter(c => c.field === field).at(-1)?.value ?? form.answers[field]?.value ?? '';

/** Fields that this urgency needs and that are empty. */
export function missing(form: Form, waiting: Change[]): string[] {
  const urgency = shown(form, waiting, 'urgency');
  return (form.required[urgency] ?? []).filter(field => shown(form, waiting, field).trim() === '');
}

/** What stands in another tab's words beside a field; null where there is nothing to say. */
export function elsewhere(form: Form, waiting: Change[], field: string, tab: string): string | null {
  const answer = form.answers[field];
  if (!answer) {
    return null;
  }
  const here = shown(form, waiting, field);
  return answer.tabId !== tab && answer.value !== null && answer.value !== here ? answer.value
    : answer.elsewhere !== null && answer.elsewhere !== here ? answer.elsewhere : null;
}

/** An instant as <input type=datetime-local> shows it, in the zone of this machine; '' for none. */
export function toLocal(instant: string): string {
  const at = new Date(instant);
  if (instant === '' || Number.isNaN(at.getTime())) {
    return '';
  }
  const two = (n: number) => String(n).padStart(2, '0');
  return `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The instant that a local time names; of the two of the hour repeated in autumn the earlier, as ECMAScript has it. '' for none. */
export function toInstant(local: string): string {
  const at = new Date(local);
  return local === '' || Number.isNaN(at.getTime()) ? '' : `${at.toISOString().slice(0, 19)}Z`;
}
