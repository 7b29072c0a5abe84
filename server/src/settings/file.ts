import type { LimitsTree } from '../syntax/limits/tree';
import type { NginxTree } from '../syntax/nginx/tree';
import type { RedisTree } from '../syntax/redis-conf/tree';
import type { SysctlTree } from '../syntax/sysctl/tree';
import type { UnitTree } from '../syntax/systemd/tree';
import { parseYaml } from '../syntax/yaml/parse';
import type { YamlTree } from '../syntax/yaml/tree';
import type { FileEdit } from '../text/edit';
import { Lines } from '../text/lines';
import { baseName } from '../text/paths';
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
  #sysctl: SysctlTree | undefined;
  #limits: LimitsTree | undefined;
  #systemd: UnitTree | undefined;
  #redis: RedisTree | undefined;
  #yaml: YamlTree | undefined;
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

  /** Headroom's own comments in the file: what they suppress and which profile they choose. */
  get comments(): Comments {
    this.#comments ??= readComments(this);
    return this.#comments;
  }

  edit(start: number, end: number, newText: string): FileEdit {
    return { path: this.path, span: { start, end }, newText };
  }
}
