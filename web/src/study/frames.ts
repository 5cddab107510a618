// From DICOMweb metadata to Cornerstone image ids in slice order.
import { init as initLoader, wadors } from '@cornerstonejs/dicom-image-loader';
import type { StudySetup } from './setup';

type Instance = Record<string, { vr: string; Value?: unknown[] }>;

export interface Frame { imageId: string; sopInstanceUid: string; frame: number; }

export function initFrameLoader(onRefused: (status: number) => void): void {
  initLoader({
    maxWebWorkers: 1,
    // Any stored syntax comes back plain: the archive decodes, the browser draws.
    beforeSend: async () => ({ Accept: 'multipart/related; type="application/octet-stream"; transfer-syntax=1.2.840.10008.1.2.1' }),
    errorInterceptor: (error: { status?: number }) => onRefused(error.status ?? 0),
  } as never);
}

/** All frames of one series, head first where the instances have planes. */
export async function framesOf(setup: StudySetup, seriesInstanceUid: string): Promise<Frame[]> {
  const base = `${location.origin}${setup.dicomWebRoot}/studies/${setup.studyInstanceUid}/series/${seriesInstanceUid}`;
  const answer = await fetch(`${base}/metadata`, { headers: { Accept: 'application/dicom+json' }, credentials: 'same-origin' });
  if (!answer.ok) {
    throw new Error(answer.status === 404 ? 'These images are no longer in the archive.' : `The archive answered ${answer.status}.`);
  }

  const frames: (Frame & { at: number; order: number })[] = [];
  for (const instance of await answer.json() as Instance[]) {
    const sopInstanceUid = text(instance, '00080018');
    const count = number(instance, '00280008') ?? 1;
    for (let frame = 1; frame <= count; frame++) {
      const imageId = `wadors:${base}/instances/${sopInstanceUid}/frames/${frame}`;
      wadors.metaDataManager.add(imageId, instance as never);
      frames.push({ imageId, sopInstanceUid, frame, at: position(instance), order: (number(instance, '00200013') ?? 0) * 1000 + frame });
    }
  }

  return frames.sort((a, b) => (b.at - a.at) || (a.order - b.order));
}

/** The graded stack in the very order in which it was graded, so that slice 12 is slice 12 everywhere. */
export async function gradedFrames(setup: StudySetup): Promise<Frame[]> {
  const series = [...new Set(setup.slices.map(s => s.seriesInstanceUid))];
  const frames = (await Promise.all(series.map(uid => framesOf(setup, uid)))).flat();
  const byKey = new Map(frames.map(f => [frameKey(f), f]));
  const stack = setup.slices.map(s => byKey.get(frameKey(s)));
  if (stack.some(f => f === undefined)) {
    throw new Error('Some of the graded images are no longer in the archive.');
  }

  return stack as Frame[];
}

export function frameKey(of: { sopInstanceUid: string; frame: number }): string {
  return `${of.sopInstanceUid}/${of.frame}`;
}

function number(instance: Instance, tag: string): number | undefined {
  const value = instance[tag]?.Value?.[0];
  return value === undefined || value === null ? undefined : Number(value);
}

function text(instance: Instance, tag: string): string {
  return String(instance[tag]?.Value?.[0] ?? '');
}

/** Millimetres along the slice normal (PS3.3 C.7.6.2.1.1); 0 where the instance has no plane of its own. */
function position(instance: Instance): number {
  const o = instance['00200037']?.Value?.map(Number);
  const p = instance['00200032']?.Value?.map(Number);
  if (o?.length !== 6 || p?.length !== 3) {
    return 0;
  }

  const [a, b, c, d, e, f] = o as [number, number, number, number, number, number];
  return (b * f - c * e) * p[0]! + (c * d - a * f) * p[1]! + (a * e - b * d) * p[2]!;
}
