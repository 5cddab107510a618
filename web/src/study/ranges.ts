// Window presets for MR, whose intensities have no absolute scale: each is a pair of percentiles of the slice on show.
export type Preset = 'file' | 'auto' | 'csf' | 'cord' | 'fat';

export interface Range { lower: number; upper: number; }

/** A slice as far as its window depends on it. Values become intensities by slope and intercept (PS3.3 C.11.1.1.2). */
export interface Intensities { values: ArrayLike<number>; slope: number; intercept: number; windowCentre?: number; windowWidth?: number; }

// Shares of the slice's pixels below which a window's black and above which its white lie.
const percentiles: Record<Exclude<Preset, 'file'>, [number, number]> = {
  auto: [0.01, 0.995], csf: [0.5, 0.9995], cord: [0.15, 0.93], fat: [0.6, 1],
};

/** Black and white of a preset. A file without a usable window of its own is shown as the automatic one. */
export function rangeOf(image: Intensities, preset: Preset): Range {
  const { windowCentre: centre, windowWidth: width } = image;
  if (preset === 'file' && centre !== undefined && width !== undefined && width > 0) {
    return { lower: centre - width / 2, upper: centre + width / 2 };
  }

  const [low, high] = percentiles[preset === 'file' ? 'auto' : preset];
  const sorted = Float32Array.from(image.values).sort();
  // By a negative slope the smallest value is the brightest.
  const at = (share: number) => {
    const place = Math.min(sorted.length - 1, Math.floor(share * sorted.length));
    return (sorted[image.slope < 0 ? sorted.length - 1 - place : place] ?? 0) * image.slope + image.intercept;
  };
  return { lower: at(low), upper: Math.max(at(high), at(low) + 1) };
}
