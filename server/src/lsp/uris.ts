/**
 * Between the client's URIs and the paths of a workspace folder. Clients spell the same URI in several ways
 * (`c%3A`, `C:`), so URIs are compared by what they decode to.
 */

/** A form in which two spellings of one URI are equal. */
export function canonicalUri(uri: string): string {
  let decoded = uri;
  try {
    decoded = decodeURIComponent(uri);
  } catch {
    // Not every client escapes "%"; such a URI stands for itself.
  }
  return decoded
    .replace(/^file:\/\/\/([A-Za-z]):/, (_, drive: string) => `file:///${drive.toLowerCase()}:`)
    .replace(/\/+$/, '');
}

/** The path of a file in a folder, empty for the folder itself; undefined when it lies elsewhere. */
export function pathInFolder(folderUri: string, uri: string): string | undefined {
  const folder = canonicalUri(folderUri);
  const file = canonicalUri(uri);
  if (file === folder) return '';
  return file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : undefined;
}

export function uriInFolder(folderUri: string, path: string): string {
  return `${folderUri.replace(/\/+$/, '')}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** The folder of a file that lies in no workspace folder, and its name there. */
export function splitUri(uri: string): { folder: string; path: string } {
  const clean = uri.replace(/[?#].*$/, '');
  const slash = clean.lastIndexOf('/');
  const colon = clean.indexOf(':');
  const cut = slash > colon ? slash : colon;
  const name = clean.slice(cut + 1);
  let path = name;
  try {
    path = decodeURIComponent(name);
  } catch {
    // As above: it stands for itself.
  }
  return { folder: clean.slice(0, slash > colon ? slash : clean.length), path: path === '' ? 'untitled' : path };
}
