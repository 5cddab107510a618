// What the page hands over. Made by the server from the study's newest grading; field names as it writes them.

export interface Roi { x: number; y: number; width: number; height: number; }

/** Closed outlines in pixels of the image, as the points of SVG polygons. */
export interface Contours { cord: string | null; sac: string; mass: string[]; }

export interface GradedFrame {
  ordinal: number;
  seriesInstanceUid: string;
  sopInstanceUid: string;
  frame: number;
  status: 'Graded' | 'Abstained' | 'Excluded' | 'NoCanal';
  grade: string | null;
  roi: Roi | null;
  contours: Contours | null;
  positionMm: number;
  level: string | null;
}

/** What a person said of a slice. */
export interface SliceReading { ordinal: number; grade: string | null; exclusion: string | null; }

export interface SeriesEntry { seriesInstanceUid: string; label: string; }

export interface StudySetup {
  dicomWebRoot: string;
  studyInstanceUid: string;
  series: SeriesEntry[];
  /** The graded stack, head first. It may run over several series (an upper and a lower block). */
  slices: GradedFrame[];
  startOrdinal: number;
}
