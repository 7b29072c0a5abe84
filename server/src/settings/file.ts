import { parseDockerfile } from '../syntax/dockerfile/parse';
import type { DockerfileTree } from '../syntax/dockerfile/tree';
import { parseDotenv } from '../syntax/dotenv/parse';
import type { DotenvTree } from '../syntax/dotenv/tree';
import { type IniTree, parseIni } from '../syntax/ini/parse';
import type { LimitsTree } from '../syntax/limits/tree';
import type { NginxTree } from '../syntax/nginx/tree';
import { type ProcfileTree, parseProcfile } from '../syntax/procfile/parse';
import { parsePython } from '../syntax/python/parse';
import type { PythonTree } from '../syntax/python/tree';
import type { RedisTree } from '../syntax/redis-conf/tree';
import { parseShell } from '../syntax/shell/parse';
import type { ShellScript } from '../syntax/shell/tree';
import type { SysctlTree } from '../syntax/sysctl/tree';
import type { UnitTree } from '../syntax/systemd/tree';
import { parseYaml } from '../syntax/yaml/parse';
import type { YamlTree } from '../syntax/yaml/tree';
import type { FileEdit } from '../text/edit';
import { Lines } from '../text/lines';
import { baseName } from '../text/paths';
import type { Span } from '../text/span';
import { type Comments, readComments } from './comments';
import { type FileKind, kindOf } from './kind';
import { readLimits } from './limits';
import { readNginx } from './nginx/read';
import { readRedisConf } from './redis-conf';
import { readSysctl } from './sysctl';
import { readUnit } from './systemd';

/**
 * One file of a workspace, immutable: new text is a new file. What is read from it is read when first asked for, and
 * then kept.
 */
export class ConfigFile {
  #lines: Lines | undefined;
  #nginx: NginxTree | undefined;
  #nginxBefore: NginxTree | undefined;
  #sysctl: SysctlTree | undefined;
  #limits: LimitsTree | undefined;
  #systemd: UnitTree | undefined;
  #redis: RedisTree | undefined;
  #python: PythonTree | undefined;
  #pythonBefore: PythonTree | undefined;
  #yaml: YamlTree | undefined;
  #dotenv: DotenvTree | undefined;
  #dockerfile: DockerfileTree | undefined;
  #procfile: ProcfileTree | undefined;
  #supervisord: IniTree | undefined;
  #shell: ShellScript | undefined;
  #comments: Comments | undefined;
  readonly kind: FileKind;
  /** Whether it takes the place of one from which it takes over what has not changed. */
  readonly goesOn: boolean;

  /**
   * @param path relative to the workspace folder, with forward slashes
   * @param languageId the editor's language, where it knows one
   * @param before the file before a change, for what has not changed not to be parsed again. Whatever was read of a
   *   stack with that file is to be let go.
   */
  constructor(
    readonly path: string,
    readonly text: string,
    readonly languageId?: string,
    before?: ConfigFile,
  ) {
    this.kind = kindOf(path, text, languageId);
    this.goesOn = before?.path === path;
    if (before === undefined) return;
    if (before.path === path) {
      // The trees are handed over: the file before reads its text again, should anybody ask.
      this.#nginxBefore = before.#nginx;
      before.#nginx = undefined;
      this.#pythonBefore = before.#python ?? before.#pythonBefore;
      before.#python = before.#pythonBefore = undefined;
    }
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
    if (!this.#nginx) {
      this.#nginx = readNginx(this.text, this.path, this.#nginxBefore);
      this.#nginxBefore = undefined;
    }
    return this.#nginx;
  }

  /** The text read as a sysctl file, whatever its kind. */
  get sysctl(): SysctlTree {
    this.#sysctl ??= readSysctl(this.text);
    return this.#sysctl;
  }

  /** The text read as limits.conf, whatever its kind. */
  get limits(): LimitsTree {
    this.#limits ??= readLimits(this.text);
    return this.#limits;
  }

  /** The text read as a systemd unit or drop-in, whatever its kind. */
  get systemd(): UnitTree {
    this.#systemd ??= readUnit(this.text);
    return this.#systemd;
  }

  /** The text read as redis.conf, whatever its kind: an included file is one by being included. */
  get redis(): RedisTree {
    this.#redis ??= readRedisConf(this.text);
    return this.#redis;
  }

  /** The text read as YAML, whatever its kind. */
  get yaml(): YamlTree {
    this.#yaml ??= parseYaml(this.text);
    return this.#yaml;
  }

  /** The text read as Python, whatever its kind: a module that settings are imported from is Python by that. */
  get python(): PythonTree {
    if (!this.#python) {
      this.#python = parsePython(this.text, this.#pythonBefore);
      this.#pythonBefore = undefined;
    }
    return this.#python;
  }

  /** The text read as `.env`, whatever its kind: `env_file` may name any file. */
  get dotenv(): DotenvTree {
    this.#dotenv ??= parseDotenv(this.text);
    return this.#dotenv;
  }

  /** The text read as a Dockerfile, whatever its kind: a build may name any file. */
  get dockerfile(): DockerfileTree {
    this.#dockerfile ??= parseDockerfile(this.text);
    return this.#dockerfile;
  }

  /** The text read as a Procfile, whatever its kind. */
  get procfile(): ProcfileTree {
    this.#procfile ??= parseProcfile(this.text);
    return this.#procfile;
  }

  /** The text read as supervisord's configuration, whatever its kind. */
  get supervisord(): IniTree {
    this.#supervisord ??= parseIni(this.text);
    return this.#supervisord;
  }

  /** The text read as a shell script, whatever its kind. */
  get shell(): ShellScript {
    this.#shell ??= parseShell(this.text);
    return this.#shell;
  }

  /** Headroom's own comments in the file: what they suppress and which profile they choose. */
  get comments(): Comments {
    this.#comments ??= readComments(this);
    return this.#comments;
  }

  edit(start: number, end: number, newText: string): FileEdit {
    return { path: this.path, span: new SpanIn(this, start, end), newText };
  }
}

/** A span that knows in which file it is. */
class SpanIn implements Span {
  readonly #file: ConfigFile;

  constructor(
    file: ConfigFile,
    readonly start: number,
    readonly end: number,
  ) {
    this.#file = file;
  }

  static fileOf(span: Span): ConfigFile | undefined {
    return #file in span ? span.#file : undefined;
  }
}

/** The file of whose text an edit speaks, as it was made for it. */
export function fileOf({ span }: FileEdit): ConfigFile | undefined {
  return SpanIn.fileOf(span);
}
