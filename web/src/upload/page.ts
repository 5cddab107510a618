// Collects what was dropped or chosen and sends it as one multipart request. The page shows outcomes; this shows bytes on their way.
import type { Component } from '../shared/component';
import { newId } from '../shared/outbox';
import { token } from '../shared/requests';

interface Chosen { file: File; path: string; }

export function open(root: HTMLElement, page: Component): { cancel(): void; focus(): void; dispose(): void } {
  const part = <T extends HTMLElement>(role: string) => root.querySelector<T>(`[data-role="${role}"]`)!;
  const zone = part('drop'), folder = part<HTMLInputElement>('folder'), files = part<HTMLInputElement>('files');
  let request: XMLHttpRequest | null = null;
  let depth = 0;

  const listeners = new AbortController();
  const on = (target: EventTarget, name: string, handler: (event: never) => void) => target.addEventListener(name, handler as EventListener, { signal: listeners.signal });

  on(part('choose-folder'), 'click', () => folder.click());
  on(part('choose-files'), 'click', () => files.click());
  for (const input of [folder, files]) {
    on(input, 'change', () => {
      const chosen = [...input.files ?? []].map(file => ({ file, path: file.webkitRelativePath || file.name }));
      input.value = '';
      start(chosen);
    });
  }
  on(zone, 'dragenter', (event: Event) => { event.preventDefault(); depth++; zone.classList.add('over'); });
  on(zone, 'dragleave', () => { if (--depth <= 0) { depth = 0; zone.classList.remove('over'); } });
  on(zone, 'dragover', (event: DragEvent) => { event.preventDefault(); event.dataTransfer!.dropEffect = 'copy'; });
  on(zone, 'drop', async (event: DragEvent) => {
    event.preventDefault();
    depth = 0;
    zone.classList.remove('over');
    start(await collect(event.dataTransfer!));
  });
  // A file dropped beside the zone would make the browser leave the page and open it.
  on(window, 'dragover', (event: Event) => event.preventDefault());
  on(window, 'drop', (event: Event) => event.preventDefault());

  function start(chosen: Chosen[]): void {
    if (request || chosen.length === 0) {
      return;
    }
    const id = newId();
    const form = new FormData();
    for (const { file, path } of chosen) {
      form.append('files', file, path);
    }
    const sizes = chosen.map(c => c.file.size);
    const total = sizes.reduce((a, b) => a + b, 0);
    const sent = request = new XMLHttpRequest();
    request.open('POST', `/api/uploads?submit=false&id=${id}`);
    request.setRequestHeader('X-CSRF-TOKEN', token()?.content ?? '');
    request.upload.onprogress = event => show(event.loaded, event.total, chosen, sizes, total);
    request.onload = () => end(sent.status === 202 ? null : problemOf(sent));
    request.onerror = () => end('The connection broke before everything had arrived. Nothing was kept. Check your network and upload again.');
    request.onabort = () => { request = null; };
    page.invokeMethodAsync('OnStarted', id).catch(() => { });
    show(0, 1, chosen, sizes, total);
    request.send(form);
  }

  // The request's parts go in order, so its bytes tell which file is on its way.
  function show(loaded: number, all: number, chosen: Chosen[], sizes: number[], total: number): void {
    const bar = part<HTMLProgressElement>('progress'), text = part('progress-text');
    const done = all > 0 ? loaded / all : 0;
    bar.value = done * 100;
    let left = done * total, index = 0;
    while (index < sizes.length - 1 && left >= sizes[index]!) {
      left -= sizes[index++]!;
    }
    const percent = sizes[index]! > 0 ? Math.min(100, Math.floor(100 * left / sizes[index]!)) : 100;
    text.textContent = done >= 1
      ? 'Everything has arrived; the last files are being checked…'
      : `File ${index + 1} of ${chosen.length}: ${chosen[index]!.path}, ${percent}%. ${size(done * total)} of ${size(total)}.`;
  }

  function end(problem: string | null): void {
    request = null;
    page.invokeMethodAsync('OnEnded', problem).catch(() => { });
  }

  return {
    cancel() { request?.abort(); },
    focus() { part('choose-folder').focus(); },
    dispose() { listeners.abort(); request?.abort(); },
  };
}

// Entries must be taken before the first await: the list is empty afterwards.
async function collect(transfer: DataTransfer): Promise<Chosen[]> {
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(entry => !!entry);
  if (entries.length === 0) {
    return [...transfer.files].map(file => ({ file, path: file.name }));
  }
  const found: Chosen[] = [];
  for (const entry of entries) {
    await walk(entry, entry.name, found);
  }
  return found;
}

async function walk(entry: FileSystemEntry, path: string, found: Chosen[]): Promise<void> {
  if (entry.isFile) {
    found.push({ file: await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)), path });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader gives at most a hundred entries a time.
  for (; ;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) {
      return;
    }
    for (const child of some) {
      await walk(child, `${path}/${child.name}`, found);
    }
  }
}

function problemOf(request: XMLHttpRequest): string {
  try {
    return (JSON.parse(request.responseText) as { detail?: string }).detail || fallback(request.status);
  } catch {
    return fallback(request.status);
  }
}

const fallback = (status: number) => status === 401
  ? 'You are signed out. Nothing was kept. Sign in and upload again.'
  : `The server did not take the upload (${status}). Nothing was kept. Try again; if it stays so, tell the operator.`;

const size = (bytes: number) => bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`;
