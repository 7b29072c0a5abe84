import { dictSettings, mayHideOptions, urlOf } from './client-urls';
import { urlSettings } from './clients';
import type { Evaluator } from './evaluate';
import type { PythonModule } from './modules';
import type { RedisClientUse } from './redis-clients';
import { type DictItem, itemOf, type PythonDict, type PythonValue, textOf } from './value';
import { argumentList, entryList } from './write';

const BACKENDS =
  /^(django_redis\.cache\.RedisCache|django\.core\.cache\.backends\.redis\.RedisCache|redis_cache\.\w*RedisCache)$/;

/** The caches of a Django settings module that lie in Redis. */
export function readDjangoCaches(
  evaluator: Evaluator,
  module: PythonModule,
): Omit<ConstructorParameters<typeof RedisClientUse>[0], 'files'>[] {
  const bindings = module.bindings.names.get('CACHES') ?? [];
  return bindings.flatMap((binding) => {
    if (binding.kind !== 'value') return [];
    const value = evaluator.bound({ expression: binding.expression, binding, module });
    if (value.state !== 'known' || value.type !== 'dict') return [];
    return value.value.flatMap((item) => cacheOf(item) ?? []);
  });
}

function cacheOf(item: DictItem) {
  const cache = item.value.state === 'known' && item.value.type === 'dict' ? item.value : undefined;
  const backend = cache && itemOf(cache, 'BACKEND');
  const name = backend && textOf(backend.value);
  if (!cache || !backend || name === undefined || !BACKENDS.test(name)) return undefined;
  const location = itemOf(cache, 'LOCATION')?.value;
  const url = location && urlOf(firstOf(location));
  const options = dictOf(itemOf(cache, 'OPTIONS')?.value);
  // django-redis keeps those of the pool one level deeper.
  const deeper = name.startsWith('django_redis');
  const pool = deeper ? dictOf(options && itemOf(options, 'CONNECTION_POOL_KWARGS')?.value) : options;
  const unseen = cache.unseen ?? options?.unseen ?? pool?.unseen;
  const hidden = location?.state === 'unknown' && !url ? location.reason : undefined;
  return {
    callee: name,
    call: undefined,
    place: { file: item.file, span: backend.expression.span },
    asynchronous: false,
    built: { kind: 'import' as const, function: undefined },
    kind: 'django cache' as const,
    pool: 'own' as const,
    url,
    address: location && firstOf(location),
    options: [
      ...(url ? urlSettings(url, (written) => written) : []),
      ...(pool ? dictSettings(pool, (written) => written) : []),
    ],
    openKeywords: unseen,
    open: unseen ?? hidden ?? (url && mayHideOptions(url) ? 'the connection string is unknown in part' : undefined),
    list: pool?.written && listOf(pool.written),
  };
}

function listOf({ file, expression }: NonNullable<PythonDict['written']>) {
  return expression.kind === 'dict' ? entryList(file, expression) : argumentList(file, expression);
}

function firstOf(value: PythonValue): PythonValue {
  if (value.state !== 'known' || (value.type !== 'list' && value.type !== 'tuple')) return value;
  return value.value[0] ?? value;
}

function dictOf(value: PythonValue | undefined): PythonDict | undefined {
  return value?.state === 'known' && value.type === 'dict' ? value : undefined;
}
