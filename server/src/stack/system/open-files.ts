import type { FileEdit } from '../../text/edit';
import { listOf } from '../compose/merge';
import type { ComposeService } from '../compose/service';
import type { Place } from '../finding';
import type { NginxConfiguration } from '../nginx/configuration';
import type { Stack } from '../stack';
import { runtimesOf } from './containers';
import { isHeldToHardLimit, mayRunInContainers, nginxUnit } from './services';

/** With how many open files a program is started. Infinity stands for no limit. */
export interface OpenFileLimit {
  /** Who sets it, as in "nginx.service allows 1024": a unit or a Compose service. */
  readonly name: string;
  /** How the limit is called there. */
  readonly setting: 'LimitNOFILE' | 'nofile';
  readonly soft: number;
  readonly softPlace: Place;
  readonly hard: number;
  readonly hardPlace: Place;
  /** The program can't raise the hard limit itself. */
  readonly held: boolean;
  /** Edits that raise both limits to a number, where they are lower. */
  raise(files: number): readonly FileEdit[];
}

/** The limit with which nginx is started; undefined where no file tells, or several services tell different ones. */
export function nginxOpenFiles(configuration: NginxConfiguration, stack: Stack): OpenFileLimit | undefined {
  if (!mayRunInContainers(stack)) return unitLimit(stack);
  const limits = runtimesOf(configuration, stack).map((runtime) =>
    runtime.kind === 'service' ? serviceOpenFiles(runtime.service) : undefined,
  );
  const [first] = limits;
  return first && limits.every((limit) => limit?.soft === first.soft && limit.hard === first.hard) ? first : undefined;
}

function unitLimit(stack: Stack): OpenFileLimit | undefined {
  const unit = nginxUnit(stack);
  const limit = unit?.limit('LimitNOFILE');
  if (!unit || limit?.state !== 'known') return undefined;
  const place = limit.setting.atValue;
  return {
    name: unit.name,
    setting: 'LimitNOFILE',
    soft: limit.value.soft,
    softPlace: place,
    hard: limit.value.hard,
    hardPlace: place,
    held: isHeldToHardLimit(unit),
    raise: (files) => unit.insert('Service', 'LimitNOFILE', String(files)),
  };
}

/** `ulimits.nofile` of a service; undefined where it has none, or a part of it can't be told. */
export function serviceOpenFiles(service: ComposeService): OpenFileLimit | undefined {
  const limit = service.ulimit('nofile');
  if (limit?.soft.state !== 'known' || limit.hard.state !== 'known') return undefined;
  const { soft, hard, single } = limit;
  const number = (value: number) => (value < 0 ? Number.POSITIVE_INFINITY : value);
  return {
    name: `the service ${service.name}`,
    setting: 'nofile',
    soft: number(soft.value),
    softPlace: soft.place,
    hard: number(hard.value),
    hardPlace: hard.place,
    held: !mayRaiseHardLimit(service),
    raise: (files) =>
      single
        ? service.set(['ulimits', 'nofile'], String(files))
        : [soft, hard].flatMap((one, i) =>
            number(one.value) < files
              ? service.set(['ulimits', 'nofile', i === 0 ? 'soft' : 'hard'], String(files))
              : [],
          ),
  };
}

/** Whether containers of the service may have the capability for it, which Docker leaves out by default. */
function mayRaiseHardLimit(service: ComposeService): boolean {
  if (service.setting('privileged').state !== 'absent') return true;
  const added = service.get('cap_add');
  const list = added && listOf(added);
  if (list?.kind !== 'list') return list !== undefined && list.kind !== 'scalar';
  return list.items.some(
    (item) =>
      item.kind !== 'scalar' || item.value.state !== 'known' || /^(CAP_)?(SYS_RESOURCE|ALL)$/i.test(item.value.value),
  );
}
