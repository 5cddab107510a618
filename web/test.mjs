// Bundles the tests under test/ and runs them with Node's own runner, in an output (TAP) that ends with the counts.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('.', import.meta.url)));
const entryPoints = (await readdir('test', { recursive: true })).filter(name => name.endsWith('.test.ts')).map(name => join('test', name));
const outdir = await mkdtemp(join(tmpdir(), 'bilsky-web-tests-'));
try {
  const { metafile } = await build({ entryPoints, outdir, outbase: 'test', outExtension: { '.js': '.mjs' }, bundle: true, platform: 'node', format: 'esm', sourcemap: 'inline', metafile: true, logLevel: 'warning' });
  const files = Object.entries(metafile.outputs).filter(([, output]) => output.entryPoint).map(([path]) => path);
  process.exitCode = spawnSync(process.execPath, ['--enable-source-maps', '--test', '--test-reporter=tap', ...files], { stdio: 'inherit' }).status ?? 1;
} finally {
  await rm(outdir, { recursive: true, force: true });
}
