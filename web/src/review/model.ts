// What the server says of a review, and what this browser wants to add to it. Field names as the server writes them.

import { isHigh } from '../shared/grades';

export interface Reading {
  /** Order of saving; infinite while it waits to be saved. */
  sequence: number;
  grade: string | null;
  exclusion: string | null;
  reason: string | null;
  note: string | null;
  override: boolean;
  by: string;
  byId: string;
  at: string;
  modelGrade: string | null;
  onEarlierRun: boolean;
  pipelineVersion: string | null;
}

/** A saved change, as the history tells it. */
export interface Past extends Reading {
  aspect: Change['aspect'];
  sopInstanceUid: string;
  frame: number;
  marked: boolean | null;
}

export interface Slice {
  slice: number;
  sopInstanceUid: string;
  frame: number;
  positionMm: number;
  modelStatus: 'graded' | 'abstained' | 'excluded' | 'noCanal';
  modelGrade: string | null;
  reading: Reading | null;
  conflict: Reading | null;
  readingVersion: number;
  keyImageVersion: number;
  keyImage: boolean;
  proposed: boolean;
  attention: 'highGrade' | 'uncertain' | 'changed' | null;
  /** Made here and not saved yet. */
  waiting?: boolean;
}

export interface Signature { number: number; by: string; at: string; reason: string | null; grade: string | null; sequence: number; }

export interface State {
  runId: string;
  sequence: number;
  verdict: { grade: string | null; flagged: boolean; byReviewer: boolean; slicesRead: number; conflicts: number; reason: string; modelGrade: string | null };
  slices: Slice[];
  signatures: Signature[];
  history: Past[];
  changedSinceSigned: boolean;
  signedOnThisRun: boolean;
}

/** What a change leaves behind: of a reading the first four, of a key image the last. */
export interface Values { grade: string | null; exclusion: string | null; reason: string | null; note: string | null; marked: boolean | null; }

export interface Change extends Values {
  id: string;
  runId: string;
  slice: number;
  aspect: 'reading' | 'keyImage';
  /** The newest saved version that this browser has seen. */
  basedOn: number;
  madeAt: string;
}

/** By the grade as it counts: people's before the model's, the more severe while two people differ. */
export const isHighGrade = (slice: Slice) =>
  (slice.reading || slice.conflict ? [slice.reading?.grade, slice.conflict?.grade] : [slice.modelGrade]).some(grade => grade != null && isHigh(grade));

export const nothing: Values = { grade: null, exclusion: null, reason: null, note: null, marked: null };

export const valuesOf = (slice: Slice, aspect: Change['aspect']): Values => aspect === 'keyImage'
  ? { ...nothing, marked: slice.keyImage }
  : { ...nothing, grade: slice.reading?.grade ?? null, exclusion: slice.reading?.exclusion ?? null, reason: slice.reading?.reason ?? null, note: slice.reading?.note ?? null };

export const same = (a: Values, b: Values) => a.grade === b.grade && a.exclusion === b.exclusion && a.reason === b.reason && a.note === b.note && a.marked === b.marked;

/** The review as it will stand when all that waits is saved. */
export function withWaiting(state: State, waiting: Change[], me: { id: string; name: string }): Slice[] {
  const slices = state.slices.map(slice => ({ ...slice }));
  for (const change of waiting) {
    const slice = change.runId === state.runId ? slices[change.slice] : undefined;
    if (!slice) {
      continue;
    }

    slice.waiting = true;
    if (change.aspect === 'keyImage') {
      slice.keyImage = change.marked === true;
      continue;
    }

    const said = change.grade !== null || change.exclusion !== null;
    slice.conflict = null;
    slice.attention = said ? null : state.slices[change.slice]!.attention;
    slice.reading = !said ? null : {
      sequence: Infinity, grade: change.grade, exclusion: change.exclusion, reason: change.reason, note: change.note,
      override: change.grade !== null && change.grade !== slice.modelGrade, by: me.name, byId: me.id, at: change.madeAt,
      modelGrade: slice.modelGrade, onEarlierRun: false, pipelineVersion: null,
    };
  }

  return slices;
}
