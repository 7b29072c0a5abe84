import type { Alert } from '../../knowledge/alerts';
import type { Place } from '../../stack/finding';
import type { Limit } from '../../stack/model/fact';

export type HopKind =
  | 'accept-queue'
  | 'connections'
  | 'open-files'
  | 'application'
  | 'broker'
  | 'tasks'
  | 'pool'
  | 'database'
  | 'memory';

/** What would raise a hop's limit. */
export interface Step {
  readonly kind: 'vertical' | 'horizontal';
  readonly text: string;
  readonly at?: Place;
}

/** One station on the way of a request or a task, with what it lets through. */
export interface Hop {
  readonly kind: HopKind;
  /** The service or program: `nginx`, `api`. */
  readonly service: string;
  readonly title: string;
  /** What the limit counts, in the plural: `requests at once`. */
  readonly unit: string;
  readonly limit: Limit;
  /** Whether it bounds how many requests or tasks are under way at once, so that it compares with other hops. */
  readonly compares: boolean;
  /** What may come at once from the hops before it, where the files tell. */
  readonly load?: Limit;
  /** More may come, of which the files don't tell how much. */
  readonly loadIsOpen?: true;
  /** From where on to raise an alarm. */
  readonly alert?: string;
  /** The same as rules of Prometheus, where the usual exporters measure it. */
  readonly alertRules?: readonly Alert[];
  readonly steps: readonly Step[];
}
