// Bundles the viewer into wwwroot/viewer: viewer.js, review.js (the reviewer's side of the study page), label.js (the labelling page), and the frame worker that Cornerstone starts from beside it.
import { build } from 'esbuild';
import { rm, writeFile } from 'node:fs/promises';
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

const common = {
  bundle: true, format: 'esm', target: 'es2022', minify: true, legalComments: 'linked',
  define: { global: 'globalThis' }, plugins: [withoutCodecs], logLevel: 'warning', outdir,
};

await rm(outdir, { recursive: true, force: true });
await build({ ...common, entryPoints: { viewer: 'src/viewer.ts', review: 'src/review.ts', label: 'src/label.ts' } });
await build({ ...common, entryPoints: { decodeImageFrameWorker: 'node_modules/@cornerstonejs/dicom-image-loader/dist/esm/decodeImageFrameWorker.js' } });
await writeFile(`${outdir}/built`, '');
