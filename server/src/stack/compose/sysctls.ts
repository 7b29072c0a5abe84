import type { ConfigFile } from '../../settings/file';
import type { SettingPlace } from '../../settings/setting';
import { canonicalKey } from '../../settings/sysctl';
import type { Known, Unknown } from '../../settings/value';
import type { FileEdit } from '../../text/edit';
import type { Span } from '../../text/span';
import type { Effective } from '../effective';
import type { Place } from '../finding';
import type { SysctlAssignment, SysctlSet } from '../system/sysctl-set';
import type { ComposeProject } from './project';
import type { Pair } from './resources';
import type { ComposeService } from './service';

/** One entry of `sysctls:`, in a map or as an item `key=value` of a list. */
export class ComposeSysctl implements SysctlAssignment {
  readonly lenient = false;
  readonly conditional = false;

  constructor(
    readonly service: ComposeService,
    readonly pair: Pair,
    readonly value: Known<string> | Unknown,
    readonly valueSpan: Span,
  ) {}

  get name(): string {
    return canonicalKey(this.pair.name);
  }

  get file(): ConfigFile {
    return this.pair.node.file;
  }

  get nameSpan(): Span {
    return this.pair.keyPlace.span;
  }

  get span(): Span {
    return { start: this.nameSpan.start, end: Math.max(this.valueSpan.end, this.nameSpan.end) };
  }

  get text(): string {
    return this.value.state === 'known'
      ? this.value.value
      : this.file.text.slice(this.valueSpan.start, this.valueSpan.end);
  }

  get atName(): SettingPlace {
    return this.pair.keyPlace;
  }

  get atValue(): SettingPlace {
    return this.valueSpan.end > this.valueSpan.start ? { file: this.file, span: this.valueSpan } : this.atName;
  }

  set(value: string): FileEdit[] {
    if (this.value.state === 'known' && this.value.value === value) return [];
    return this.service.set(['sysctls', this.pair.name], value);
  }

  remove(): FileEdit[] {
    return this.service.remove(['sysctls', this.pair.name]);
  }
}

/** The kernel parameters that Docker sets in a service's containers before their program starts. */
export class ComposeSysctls implements SysctlSet {
  readonly holdsFor = 'container';
  readonly #settings: ReadonlyMap<string, ComposeSysctl>;

  constructor(readonly service: ComposeService) {
    const settings = new Map<string, ComposeSysctl>();
    for (const pair of service.sysctls.pairs.values()) {
      const { value, node } = pair;
      const reading = value.state === 'absent' ? { state: 'known' as const, value: '' } : value;
      const setting = new ComposeSysctl(service, pair, reading, node.span);
      settings.set(setting.name, setting);
    }
    this.#settings = settings;
  }

  get keys(): readonly string[] {
    return [...this.#settings.keys()];
  }

  settings(key: string): readonly ComposeSysctl[] {
    const setting = this.#settings.get(key);
    return setting ? [setting] : [];
  }

  /** Absent: the container has the kernel's own value, unless the service shares its network with others. */
  effective(key: string): Effective<ComposeSysctl> {
    const setting = this.#settings.get(key);
    if (setting) {
      const { value } = setting;
      return value.state === 'known'
        ? { state: 'known', value: value.value, setting }
        : { state: 'unknown', reason: value.reason, setting };
    }
    const unseen = this.service.unseen ?? this.service.sysctls.unseen;
    return unseen === undefined ? { state: 'absent' } : { state: 'unknown', reason: unseen };
  }

  insert(key: string, value: string): FileEdit[] {
    const present = this.#settings.get(key);
    return present ? present.set(value) : this.service.set(['sysctls', key], value);
  }

  /** Whether a finding at this place belongs to the service's project, and not to the one below an overlay. */
  judges(place: Place): boolean {
    return this.service.project.judges(place);
  }
}

const read = new WeakMap<ComposeService, ComposeSysctls>();

/** The kernel parameters of a service; the same for as long as the service is. */
export function sysctlsOf(service: ComposeService): ComposeSysctls {
  let sysctls = read.get(service);
  if (!sysctls) {
    sysctls = new ComposeSysctls(service);
    read.set(service, sysctls);
  }
  return sysctls;
}

/** Those of every service that sets some. */
export function composeSysctls(projects: readonly ComposeProject[]): readonly ComposeSysctls[] {
  return projects.flatMap((project) =>
    [...project.services.values()].flatMap((service) => (hasSysctls(service) ? [sysctlsOf(service)] : [])),
  );
}

/** Most services set none, and need not be asked what exactly they say. */
function hasSysctls(service: ComposeService): boolean {
  return service.root.entries.has('sysctls') && service.sysctls.pairs.size > 0;
}
