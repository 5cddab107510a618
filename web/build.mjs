// Bundles the browser half into wwwroot/viewer: a script for each page or panel that has one, the viewer with Cornerstone in it, which those of the
// study page load when they need it, and the frame worker that Cornerstone starts from beside it.
import { build } from 'esbuild';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const outdir = fileURLToPath(new URL('../wwwroot/viewer', import.meta.url));

// The viewer asks the archive for explicit little endian, so the codecs of compressed syntaxes never run: left out,
// they take 3 MB and the need for WebAssembly with them.
const withoutCodecs = {
  name: 'without-codecs',
  setup(bundle) {
    bundle.onResolve({ filter: /codec-(charls|libjpeg-turbo-8bit|libjxl|openjpeg|openjph)|jpeg-lossless-decoder-js/ },
      ({ path }) => ({ path, namespace: 'no-codec' }));
    bundle.onLoad({ filter: /.*/, namespace: 'no-codec' },
      () => ({ contents: 'export default function () { throw new Error("This frame is compressed; the archive should have sent it plain."); }; export class Decoder {}', loader: 'js' }));
  },
};

// Cornerstone's tools swallow every key that is pressed on an image: Tab, so that nobody gets out of it by keyboard (WCAG 2.1.2), and the
// browser's own, such as F5 and Ctrl+P. The build fails where that line is no longer found.
const withoutKeyTrap = {
  name: 'without-key-trap',
  setup(bundle) {
    bundle.onLoad({ filter: /eventListeners[\\/]keyboard[\\/]keyDownListener\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const swallow = '    evt.preventDefault();\n';
      return text.includes(swallow) ? { contents: text.replace(swallow, ''), loader: 'js' } : { errors: [{ text: 'The line that swallows keys is not where it was: see to it that Tab leaves an image.' }] };
    });
  },
};

const common = {
  bundle: true, format: 'esm', target: 'es2022', minify: true, legalComments: 'linked',
  define: { global: 'globalThis' }, plugins: [withoutCodecs, withoutKeyTrap], logLevel: 'warning', outdir,
};

await rm(outdir, { recursive: true, force: true });
await build({ ...common, entryPoints: { viewer: 'src/study/viewer.ts' } });
await build({
  ...common,
  // The viewer is one module for all of them, so that Cornerstone is started once.
  external: ['/viewer/viewer.js'],
  entryPoints: {
    study: 'src/study/page.ts', sagittal: 'src/study/sagittalPane.ts', region: 'src/study/regionPanel.ts', review: 'src/review/page.ts',
    label: 'src/labelling/page.ts', reading: 'src/reading/page.ts', print: 'src/reading/print.ts', upload: 'src/upload/page.ts', link: 'src/link/page.ts', referral: 'src/referral/page.ts', board: 'src/mdt/board.ts', present: 'src/mdt/present.ts',
  },
});
await build({ ...common, entryPoints: { decodeImageFrameWorker: 'node_modules/@cornerstonejs/dicom-image-loader/dist/esm/decodeImageFrameWorker.js' } });
await writeFile(`${outdir}/built`, '');
