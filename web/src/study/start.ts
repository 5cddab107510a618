// Cornerstone is started once for all viewports of the page.
import { init as initCore } from '@cornerstonejs/core';
import * as tools from '@cornerstonejs/tools';
import { initFrameLoader } from './frames';
import { addTools } from './measure';

let ready: Promise<void> | undefined;

export function start(): Promise<void> {
  ready ??= (async () => {
    await initCore();
    initFrameLoader(status => document.dispatchEvent(new CustomEvent('viewer-refused', { detail: status })));
    await tools.init();
    addTools();
  })();
  return ready;
}
