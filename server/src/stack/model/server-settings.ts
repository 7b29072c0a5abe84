import { type EnvironmentCarrier, environmentCarriers } from '../../knowledge/flags/environment';
import type { StartedProgram } from '../../settings/command/program';
import type { CommandFlags } from '../../settings/flags/command-flags';
import { readCommandFlags } from '../../settings/flags/programs';
import type { FileEdit } from '../../text/edit';
import type { Place } from '../finding';
import type { EffectivePython } from '../python/setting';
import type { Service } from './service';

/** A setting of a server as its flags, the environment and its settings file give it together. */
export type Given =
  | { readonly state: 'known'; readonly value: string; readonly source: string; readonly at: Place }
  | { readonly state: 'unknown'; readonly reason: string; readonly at?: Place }
  /** Nothing in view sets it: the program's default holds, unless something does that is not. */
  | { readonly state: 'absent'; readonly unless?: string };

/** What a settings file says of a name; absent where there is no file. */
export type FileSettings = (name: string) => EffectivePython;

export const NO_FILE: FileSettings = () => ({ state: 'absent' });

/** What stacks usually set by a variable: WEB_CONCURRENCY and its like. */
const COUNTS = new Set(['workers', 'processes', 'worker_concurrency']);

/**
 * Options of `celery worker` whose 0 counts as not given, so that the app's settings hold.
 *
 * @see https://github.com/celery/celery/blob/main/celery/bin/worker.py
 */
export const ZERO_IS_NONE: ReadonlySet<string> = new Set(['worker_concurrency', 'worker_prefetch_multiplier']);

/** Reads the settings of one program of a service, the strongest carrier first. */
export class ServerSettings {
  readonly flags: CommandFlags | undefined;
  /** Every rule asks for the same. */
  readonly #known = new Map<string, Given>();
  #carriers: readonly EnvironmentCarrier[] | undefined;

  constructor(
    readonly service: Service,
    readonly program: StartedProgram,
    /** The program's name among the carriers: `gunicorn`, `uvicorn`, `celery`. */
    readonly name: string,
    readonly file: FileSettings = NO_FILE,
  ) {
    this.flags = readCommandFlags(program);
  }

  get(setting: string): Given {
    let given = this.#known.get(setting);
    if (!given) {
      given = this.#read(setting);
      this.#known.set(setting, given);
    }
    return given;
  }

  #read(setting: string): Given {
    const { flags } = this;
    if (!flags) return { state: 'unknown', reason: `the command line of ${this.service.name} can’t be read` };
    const flag = flags.get(setting);
    if (flag.state === 'unknown') return { ...flag, ...(flag.setting ? { at: flag.setting.atValue } : {}) };
    if (flag.state === 'known' && this.name === 'celery' && ZERO_IS_NONE.has(setting) && Number(flag.value) === 0)
      return this.#inFile(setting) ?? this.#unseen(setting);
    if (flag.state === 'known') {
      const { use, atValue } = flag.setting;
      return { state: 'known', value: flag.value, source: `${use.spelling} ${flag.value}`, at: atValue };
    }
    return (
      this.#environment(setting, 'flag-wins') ??
      this.#environment(undefined, 'flag-wins') ??
      this.#environment(setting, 'file-loses') ??
      this.#inFile(setting) ??
      this.#environment(setting, 'file-wins') ??
      this.#unseen(setting)
    );
  }

  /** The variable of the service's environment that sets it, where one does and no flag is stronger. */
  variableOf(setting: string): string | undefined {
    return environmentCarriers(this.name).find(
      (carrier) =>
        carrier.setting === setting && carrier.rank !== 'file-wins' && this.service.environment.has(carrier.variable),
    )?.variable;
  }

  /**
   * Edits that put a value into force: over the flag or variable that wins, in the settings file where that wins, else
   * as a new flag. None where it can't be written.
   */
  set(name: string, value: string): readonly FileEdit[] {
    const { flags } = this;
    if (flags && flags.all(name).length > 0) return flags.set(name, value);
    const variable = this.variableOf(name);
    if (variable) return this.service.setVariable(variable, value);
    const inForce = this.file(name);
    if (inForce.state !== 'absent' && inForce.setting) return inForce.setting.set(value);
    return flags?.set(name, value) ?? [];
  }

  #inFile(setting: string): Given | undefined {
    const inForce = this.file(setting);
    if (inForce.state === 'absent') return undefined;
    const { setting: written } = inForce;
    if (inForce.state === 'unknown')
      return { state: 'unknown', reason: inForce.reason, ...(written ? { at: written.atValue } : {}) };
    const { value } = inForce;
    if (value.type === 'none') return undefined;
    return {
      state: 'known',
      value: String(value.value),
      source: `${inForce.setting.written} = ${inForce.setting.text}`,
      at: inForce.setting.atValue,
    };
  }

  /** The variables that are set somewhere. */
  get #carriersInView(): readonly EnvironmentCarrier[] {
    this.#carriers ??= environmentCarriers(this.name).filter(
      ({ variable }) =>
        this.service.environment.has(variable) || this.program.environment.some(({ name }) => name === variable),
    );
    return this.#carriers;
  }

  /** What a variable says; one that holds a whole command line may say anything. */
  #environment(setting: string | undefined, rank: 'flag-wins' | 'file-loses' | 'file-wins'): Given | undefined {
    for (const { variable, setting: named, rank: its } of this.#carriersInView) {
      if (named !== setting || its !== rank) continue;
      const assigned = this.program.environment.findLast(({ name }) => name === variable);
      const found = this.service.environment.get(variable);
      if (!assigned && !found) continue;
      const at: Place = assigned ? { file: assigned.word.file, span: assigned.word.span } : found!.keyPlace;
      const value = assigned ? assigned.word.value : found!.value;
      if (value.state === 'absent') continue;
      if (value.state === 'unknown') return { state: 'unknown', reason: value.reason, at };
      const text = assigned ? value.value.slice(assigned.from) : value.value;
      if (text === '') continue;
      if (setting === undefined) return { state: 'unknown', reason: `${variable} may say more`, at };
      return { state: 'known', value: text, source: `${variable}=${text}`, at };
    }
    return undefined;
  }

  /** Variables that are not in view may set anything, but it is the number of processes that they are used for. */
  #unseen(setting: string): Given {
    const reason = this.service.environmentUnseen;
    if (reason === undefined || !environmentCarriers(this.name).some((one) => one.setting === setting))
      return { state: 'absent' };
    return COUNTS.has(setting) ? { state: 'unknown', reason } : { state: 'absent', unless: reason };
  }
}
