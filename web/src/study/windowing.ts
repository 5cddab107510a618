// Window presets for MR, whose intensities have no absolute scale: each is a pair of percentiles of the slice on show.
import { cache, type Types } from '@cornerstonejs/core';

export type Preset = 'file' | 'auto' | 'csf' | 'cord' | 'fat';

// Shares of the slice's pixels below which a window's black and above which its white lie.
const percentiles: Record<Exclude<Preset, 'file'>, [number, number]> = {
  auto: [0.01, 0.995], csf: [0.5, 0.9995], cord: [0.15, 0.93], fat: [0.6, 1],
};

export function applyPreset(viewport: Types.IStackViewport, preset: Preset): void {
  const image = cache.getImage(viewport.getCurrentImageId());
  if (!image) {
    return;
  }

  if (preset === 'file') {
    const centre = [image.windowCenter].flat()[0];
    const width = [image.windowWidth].flat()[0];
    if (centre !== undefined && width !== undefined && width > 0) {
      viewport.setProperties({ voiRange: { lower: centre - width / 2, upper: centre + width / 2 } });
      viewport.render();
      return;
    }
  }

  const [low, high] = percentiles[preset === 'file' ? 'auto' : preset];
  const sorted = Float32Array.from(image.getPixelData() as ArrayLike<number>).sort();
  const scaled = image.preScale?.scaled === true;
  const [slope, intercept] = scaled ? [1, 0] : [image.slope || 1, image.intercept || 0];
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]! * slope + intercept;
  viewport.setProperties({ voiRange: { lower: at(low), upper: Math.max(at(high), at(low) + 1) } });
  viewport.render();
}
