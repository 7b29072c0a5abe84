import { MONGOD_CONNECTION_SHARE } from '../../knowledge/open-files';
import { pools as guide, system } from '../../knowledge/tiers';
import type { Fix, Place } from '../../stack/finding';
import { type Pool, poolsTo } from '../../stack/model/pools';
import { startedServices } from '../../stack/model/services';
import type { MongodServer } from '../../stack/mongodb/server';
import type { Stack } from '../../stack/stack';
import { type OpenFileLimit, serviceOpenFiles } from '../../stack/system/open-files';
import { grouped } from '../../text/numbers';
import { fixWith } from '../fixes';
import { countedPools, POOL_SHARE, poolPlaces, poolSum, poolTerms, smallerPools, termsText } from '../pool-budget';
import { mongoPools } from '../pool-examples';
import { stackRule, type Verdicts } from '../rule';

const OPTION = 'net.maxIncomingConnections';

export default stackRule({
  summary: 'All pools together may open more connections than mongod accepts',
  severity: 'warning',
  guide: 'MongoDB › Connection pooling',
  settings: ['maxPoolSize', OPTION, 'maxConns'],
  why: 'maxPoolSize counts for each process of each replica, so what the server sees is the product, summed over all services, and two more connections of each process to watch it. In a burst the pools fill up; beyond its maximum mongod refuses connections, of new replicas and of the shell that should find out why. The guide leaves a fifth free.',
  price: 'Smaller pools let operations wait for a connection; each connection that mongod accepts may take about 1 MB.',
  unless: 'The processes work on one request at a time, so that each keeps to one connection.',
  sources: [
    'https://www.mongodb.com/docs/manual/administration/connection-pool-overview/',
    'https://www.mongodb.com/docs/manual/reference/configuration-options/#mongodb-setting-net.maxIncomingConnections',
  ],
  examples: [
    {
      bad: mongoPools({
        size: 50,
        server: 'mongod --maxConns 500',
        marks: {
          server: '                               ^^^ warning: api 3 replicas × 4 processes × 50 connections = 600',
        },
      }),
      good: mongoPools({ size: 33, server: 'mongod --maxConns 500' }),
    },
    {
      bad: mongoPools({
        size: 50,
        server: 'mongod --maxConns 700',
        marks: { server: '                               ^^^ information: 600 of 700' },
      }),
      good: mongoPools({ size: 50, server: 'mongod --maxConns 800' }),
    },
  ],
  *check(stack) {
    for (const server of stack.mongodServers) yield* judge(server, stack);
  },
});

function* judge(server: MongodServer, stack: Stack): Verdicts {
  const { service } = server;
  if (service && !startedServices(stack).includes(service)) return;
  const all = poolsTo(server, stack);
  if (all.length === 0) return;
  const maximum = maximumOf(server);
  if (!maximum) return;
  if (maximum.state === 'unknown') {
    yield { at: maximum.at, unknown: maximum.reason };
    return;
  }
  const { most, at } = maximum;
  const name = service?.name ?? 'mongod';
  const counted = countedPools(all);
  const sum = poolSum(counted);
  if (sum <= most * POOL_SHARE) {
    const open = all.find((pool) => pool.limit.amount.state === 'unknown');
    if (open?.limit.amount.state === 'unknown') yield { at, unknown: open.limit.amount.reason };
    return;
  }
  const terms = termsText(poolTerms(counted));
  const over = sum > most;
  yield {
    at,
    ...(over ? {} : { severity: 'information' as const }),
    setting: OPTION,
    ...(maximum.value === undefined ? {} : { value: maximum.value }),
    message: over
      ? `The pools may open ${grouped(sum)} connections (${terms}), but ${name} accepts ${grouped(most)}: beyond that it refuses clients.`
      : `The pools may open ${grouped(sum)} of ${grouped(most)} connections that ${name} accepts (${terms}), more than four fifths: little is left for other clients and for one more replica.`,
    related: poolPlaces(counted),
    fixes: fixes(server, counted, sum, maximum),
  };
}

interface Maximum {
  readonly state: 'known';
  readonly most: number;
  readonly at: Place;
  readonly value: string | undefined;
  readonly files: OpenFileLimit | undefined;
  /** Whether the open files bound it, and nothing else. */
  readonly byFiles: boolean;
}

/**
 * What mongod accepts: its own maximum, else what its open files allow. Undefined where no file tells, and where the
 * maximum is above what the files allow, of which mongodb/max-conns speaks.
 */
function maximumOf(
  server: MongodServer,
): Maximum | { readonly state: 'unknown'; readonly reason: string; readonly at: Place } | undefined {
  const own = server.setting(OPTION);
  const files = server.service && serviceOpenFiles(server.service);
  const byFiles = files && Number.isFinite(files.soft) ? Math.floor(files.soft * MONGOD_CONNECTION_SHARE) : undefined;
  if (own.state === 'unknown')
    return {
      state: 'unknown',
      reason: own.reason,
      at: own.setting?.atValue ?? server.command?.place ?? { file: server.main, span: { start: 0, end: 0 } },
    };
  const setting = own.state === 'known' ? own.setting : undefined;
  if (setting && own.state === 'known') {
    if (!/^[1-9]\d{0,8}$/.test(own.value)) return undefined;
    const most = Number(own.value);
    if (byFiles !== undefined && byFiles < most) return undefined;
    return { state: 'known', most, at: setting.atValue, value: setting.text, files, byFiles: false };
  }
  if (!files || byFiles === undefined) return undefined;
  return { state: 'known', most: byFiles, at: files.softPlace, value: undefined, files, byFiles: true };
}

function fixes(server: MongodServer, pools: readonly Pool[], sum: number, maximum: Maximum): Fix[] {
  const { most, files, byFiles } = maximum;
  const wanted = Math.ceil(sum / POOL_SHARE / 100) * 100;
  const allowed = files ? files.soft * MONGOD_CONNECTION_SHARE : Number.POSITIVE_INFINITY;
  // Newer versions count two files for each connection.
  const wantedFiles = Math.max(system.nofile, Math.ceil(wanted * 2.5));
  return [
    ...smallerPools(pools, Math.floor(most * POOL_SHARE), guide.mongo.least),
    ...(byFiles
      ? fixWith(`Raise the open-file limit of ${files!.name} to ${wantedFiles}`, 'review', files!.raise(wantedFiles))
      : wanted <= allowed
        ? fixWith(`Set ${OPTION} to ${wanted}`, 'review', server.insert(OPTION, String(wanted)))
        : []),
  ];
}
