// What the server says of a label set, and what this browser wants to add to it. Field names as the server writes them.

import { saidWords } from '../shared/grades';
import type { Box } from './boxes';

export interface Slice {
  number: number;
  study: number;
  /** The slice before it in the set lies next to it in the same series. */
  followsNeighbour: boolean;
  positionMm: number;
  width: number;
  height: number;
  columnSpacingMm: number;
  rowSpacingMm: number;
  proposedBox: Box | null;
  proposedGrade: string | null;
  highGradeProbability: number;
  uncertainty: number | null;
}

/** What a label says. With neither box nor grade nor exclusion, and not withdrawn: no canal is in view. */
export interface Value { box: Box | null; grade: string | null; exclusion: string | null; withdrawn: boolean; }

export interface Label extends Value {
  number: number;
  revision: number;
  by: string;
  byId: string;
  at: string;
  /** Made here and not saved yet. */
  waiting?: boolean;
}

export interface Save extends Value {
  id: string;
  tab: string;
  number: number;
  /** The newest revision that this browser has seen. */
  basedOn: number;
  madeAt: string;
}

export interface LabelWork { name: string; sequence: number; studies: { number: number; patientId: string }[]; slices: Slice[]; labels: Label[]; }
export interface NewLabels { sequence: number; labels: Label[]; }
export interface Saved { labels: Label[]; refused: { id: string; number: number; reason: string; conflict: boolean }[]; }

export const nothing: Value = { box: null, grade: null, exclusion: null, withdrawn: true };

export const valueOf = (label: Value | undefined): Value => (label ? { box: label.box, grade: label.grade, exclusion: label.exclusion, withdrawn: label.withdrawn } : nothing);

const sameBox = (a: Box | null, b: Box | null) => a === b || (!!a && !!b && a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height);

export const same = (a: Value, b: Value) => a.withdrawn === b.withdrawn && a.grade === b.grade && a.exclusion === b.exclusion && sameBox(a.box, b.box);

/** A box alone is half a label. */
export const isDone = (value: Value | undefined) => !!value && !value.withdrawn && (value.grade !== null || value.exclusion !== null || value.box === null);

export const wordsOf = (value: Value) => value.withdrawn ? 'no label'
  : value.grade !== null || value.exclusion !== null ? saidWords(value) : value.box ? 'a box without grade' : 'no canal in view';
