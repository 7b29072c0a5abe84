import { alertThresholds } from '../knowledge/alerts';
import { grouped } from '../text/numbers';

/** A run of the load test: so many requests, so many of them at once. */
export interface LoadStep {
  readonly requests: number;
  readonly atOnce: number;
}

/** The guide's baseline, and then its steps. */
export const LOAD_STEPS: readonly LoadStep[] = [
  { requests: 10_000, atOnce: 100 },
  ...[10, 50, 100, 200].map((atOnce) => ({ requests: 1_000, atOnce })),
];

/** What one run of ab measured. */
export interface Measured extends LoadStep {
  readonly perSecond: number;
  /** Mean time per request, in milliseconds. */
  readonly mean: number;
  /** 95 % of the requests took no longer, in milliseconds; undefined where ab says nothing of it. */
  readonly slowest: number | undefined;
  /** Requests without an answer, or with one that broke off. */
  readonly failed: number;
  /** Answers with another status than 2xx. */
  readonly refused: number;
}

/**
 * The arguments with which ab makes a run. Answers of any length count (`-l`), and a connection that is reset does not end
 * it (`-r`).
 *
 * @see https://httpd.apache.org/docs/2.4/programs/ab.html
 */
export function abArguments({ requests, atOnce }: LoadStep, address: string): readonly string[] {
  return ['-l', '-r', '-n', String(requests), '-c', String(atOnce), address];
}

/**
 * The address of a load test as ab takes it.
 *
 * @returns undefined where the text is no address of HTTP
 */
export function loadTestAddress(text: string): { readonly address: string; readonly host: string } | undefined {
  const whole = /^[a-z][\w+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(whole)) return undefined;
  const url = new URL(whole);
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') return undefined;
  url.hash = '';
  return { address: url.href, host: url.hostname };
}

/** Whether a host is the machine itself. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/i.test(host);
}

/**
 * A script with the runs, for a shell.
 *
 * @param address as `loadTestAddress` gives it: without blanks
 */
export function loadTestScript(address: string): string {
  const word = `'${address.replaceAll("'", '%27')}'`;
  const run = (step: LoadStep) => `ab ${abArguments(step, word).join(' ')}`;
  const [baseline, ...steps] = LOAD_STEPS;
  return `#!/bin/sh
# Load test of ${address} with ab (Debian: apache2-utils; Red Hat: httpd-tools).
# Run it against a system that may slow down. What to look for: requests a second, time per request, and no failures.
# A limit_req for each client’s address refuses most of it: everything comes from one.

# What it takes now
${run(baseline!)}

# More and more at once: watch docker stats meanwhile, and find the step where it breaks
${steps.map(run).join('\n')}
`;
}

/** What ab says of a run; undefined where it is no report. */
export function readReport(step: LoadStep, report: string): Measured | undefined {
  const number = (pattern: RegExp) => {
    const text = pattern.exec(report)?.[1];
    return text === undefined ? undefined : Number(text);
  };
  const perSecond = number(/^Requests per second:\s+([\d.]+)/m);
  const mean = number(/^Time per request:\s+([\d.]+) \[ms\] \(mean\)/m);
  if (perSecond === undefined || mean === undefined) return undefined;
  return {
    ...step,
    perSecond,
    mean,
    slowest: number(/^\s+95%\s+(\d+)/m),
    // A request can fail in more than one way, and each is counted.
    failed: Math.min(number(/^Failed requests:\s+(\d+)/m) ?? 0, step.requests),
    refused: number(/^Non-2xx responses:\s+(\d+)/m) ?? 0,
  };
}

/** The run with the fewest requests at once that shows that the system breaks. */
export function firstBroken(runs: readonly Measured[]): Measured | undefined {
  const broken = runs.filter((run) => breakage(run) !== undefined);
  return broken.sort((a, b) => a.atOnce - b.atOnce)[0];
}

/** Why a run shows that the system breaks; undefined where it holds. */
export function breakage({ failed, refused, requests, slowest }: Measured): string | undefined {
  const of = `of ${grouped(requests)} requests`;
  if (failed > 0) return `${grouped(failed)} ${of} got no whole answer`;
  if (refused > 0) return `${grouped(refused)} ${of} got another status than 2xx`;
  if (slowest !== undefined && slowest > alertThresholds.apiSeconds * 1_000)
    return `one in twenty took more than ${grouped(slowest)} ms`;
  return undefined;
}
