// Puts a window preset on the slice on show.
import { cache, type Types } from '@cornerstonejs/core';
import { rangeOf, type Preset } from './ranges';

export function applyPreset(viewport: Types.IStackViewport, preset: Preset): void {
  const image = cache.getImage(viewport.getCurrentImageId());
  if (!image) {
    return;
  }

  const scaled = image.preScale?.scaled === true;
  viewport.setProperties({
    voiRange: rangeOf({
      values: image.getPixelData() as ArrayLike<number>, slope: scaled ? 1 : image.slope || 1, intercept: scaled ? 0 : image.intercept || 0,
      windowCentre: [image.windowCenter].flat()[0], windowWidth: [image.windowWidth].flat()[0],
    }, preset),
  });
  viewport.render();
}
