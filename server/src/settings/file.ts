import type { FileEdit } from '../text/edit';
import { Lines } from '../text/lines';
import { baseName } from '../text/paths';
import type { NginxTree } from '../syntax/nginx/tree';
import { type FileKind, kindOf } from './kind';
import { readNginx } from './nginx/read';
import { type Comments, readComments } from './comments';

/**
 * One file of a workspace, immutable: new text is a new file. What is read from it is read when first asked for, and
 * then kept.
 */
export class ConfigFile {
  #lines: Lines | undefined;
  #nginx: NginxTree | undefined;
  #comments: Comments | undefined;
  readonly kind: FileKind;

  /**
   * @param path relative to the workspace folder, with forward slashes
   * @param languageId the editor's language, where it knows one
   */
  constructor(
    readonly path: string,
    readonly text: string,
    readonly languageId?: string,
  ) {
    this.kind = kindOf(path, text, languageId);
  }

  get name(): string {
    return baseName(this.path);
  }

  get lines(): Lines {
    this.#lines ??= new Lines(this.text);
    return this.#lines;
  }

  /** The text read as nginx configuration, whatever its kind: an included file is nginx by being included. */
  get nginx(): NginxTree {
    this.#nginx ??= readNginx(this.text, this.path);
    return this.#nginx;
  }

  /** Headroom's own comments in the file: what they suppress and which profile they choose. */
  get comments(): Comments {
    this.#comments ??= readComments(this);
    return this.#comments;
  }

  edit(start: number, end: number, newText: string): FileEdit {
    return { path: this.path, span: { start, end }, newText };
  }
}
