import { gunicornSetting } from '../../knowledge/gunicorn';
import type { ConfigFile } from '../../settings/file';
import { isGunicornName } from '../../settings/kind';
import { Collected } from './celery-sources';
import type { Evaluator } from './evaluate';
import { PythonModule } from './modules';
import type { EffectivePython, PythonSetting } from './setting';

/** A gunicorn.conf.py: module-level names that gunicorn knows. Immutable. */
export class GunicornConfig {
  readonly #unseen: string | undefined;

  constructor(
    readonly file: ConfigFile,
    readonly files: ReadonlySet<ConfigFile>,
    readonly settings: readonly PythonSetting[],
    unseen: string | undefined,
  ) {
    this.#unseen = unseen;
  }

  /** What the file gives a setting; absent: the command line, the environment or gunicorn's default decide. */
  effective(name: string): EffectivePython {
    const all = this.settings.filter((setting) => setting.name === name);
    const setting = all[all.length - 1];
    if (!setting)
      return this.#unseen === undefined
        ? { state: 'absent' }
        : { state: 'unknown', reason: this.#unseen, setting: undefined, losers: [] };
    const losers = all.slice(0, -1);
    const { read, sure } = setting;
    if (!sure) return { state: 'unknown', reason: 'a condition decides', setting, losers };
    if (read.state === 'unknown') return { state: 'unknown', reason: read.reason, setting, losers };
    return { state: 'known', value: read, setting, losers };
  }
}

/** Reads a file by its name as gunicorn's configuration; undefined where it is none. */
export function readGunicorn(evaluator: Evaluator, file: ConfigFile): GunicornConfig | undefined {
  if (!isGunicornName(file.name)) return undefined;
  const collected = new Collected();
  const { files } = evaluator.modules.record(() =>
    collected.module(evaluator, { kind: 'module', module: PythonModule.of(file) }, /^[a-z]/),
  );
  const settings = collected.candidates
    .map(({ setting }) => setting)
    .filter(({ name }) => gunicornSetting(name) !== undefined);
  return new GunicornConfig(file, new Set([file, ...files]), settings, collected.unseen[0]?.reason);
}
