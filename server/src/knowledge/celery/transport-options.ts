/** An option in `broker_transport_options` of one transport. */
export interface TransportOption {
  readonly name: string;
  readonly default: string;
  readonly unit: 'seconds' | 'connections' | undefined;
  /** The first version of kombu that reads it; undefined: 5.2 does. */
  readonly since: string | undefined;
  readonly what: string;
}

function option(
  name: string,
  value: string,
  what: string,
  unit?: TransportOption['unit'],
  since?: string,
): TransportOption {
  return { name, default: value, unit, since, what };
}

/** Seconds after which Redis hands a task that nobody acknowledged to another worker. */
export const REDIS_VISIBILITY_TIMEOUT = 3600;

/** @see https://docs.celeryq.dev/projects/kombu/en/stable/reference/kombu.transport.redis.html#transport-options */
export const REDIS_TRANSPORT_OPTIONS: readonly TransportOption[] = [
  option(
    'visibility_timeout',
    String(REDIS_VISIBILITY_TIMEOUT),
    'A task that nobody acknowledged for so long goes to another worker, finished or not',
    'seconds',
  ),
  option('max_connections', '10', 'Connections to the broker in each process', 'connections'),
  option('socket_timeout', 'None', 'Wait for an answer of the broker; None waits for ever', 'seconds'),
  option('socket_connect_timeout', 'None', 'Wait for a connection to the broker', 'seconds'),
  option('socket_keepalive', 'None', 'TCP probes on connections to the broker'),
  option('socket_keepalive_options', 'None', 'How TCP probes are sent'),
  option('health_check_interval', '25', 'Idle time after which a connection is tried before use', 'seconds'),
  option('retry_on_timeout', 'None', 'An operation that timed out is tried again'),
  option('queue_order_strategy', "'round_robin'", 'Which queue is asked first: round_robin, sorted or priority'),
  option('priority_steps', '[0, 3, 6, 9]', 'The priorities that queues are made for'),
  option('sep', "'\\x06\\x16'", 'What stands between the name of a queue and its priority'),
  option('global_keyprefix', "''", 'Prefix of every key in the broker, so that several apps share one database'),
  option('fanout_prefix', 'True', 'Broadcasts stay within one virtual host'),
  option('fanout_patterns', 'True', 'Broadcasts go to those that listen for them only'),
  option('ack_emulation', 'True', 'Keeps tasks that are not acknowledged, so that they can be restored'),
  option('unacked_key', "'unacked'", 'Key of tasks that are not acknowledged'),
  option('unacked_index_key', "'unacked_index'", 'Key of their index'),
  option('unacked_mutex_key', "'unacked_mutex'", 'Key of the lock for restoring them'),
  option('unacked_mutex_expire', '300', 'Age of that lock', 'seconds'),
  option('unacked_restore_limit', 'None', 'How many are restored at once'),
  option('master_name', 'None', "Name of the master that Sentinel watches, for 'sentinel://'"),
  option('min_other_sentinels', '0', 'How many other Sentinels must be known'),
  option('sentinel_kwargs', 'None', 'Options for the connections to Sentinel'),
];
