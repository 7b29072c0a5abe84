/**
 * The directives of redis.conf from Redis 7.0 on, and those of Valkey that differ. One a line:
 *
 * NAME[/OLDER NAME] TYPE [LEAST:MOST] [>SINCE] [<REMOVED] [@UNIT] [+] [= DEFAULT] | what it does
 *
 * `+` marks directives whose lines add up instead of replacing each other. Names, ranges and defaults are those of
 * src/config.c, https://github.com/redis/redis/blob/unstable/src/config.c, and of CONFIG GET of Redis 7.0.
 */
export const REDIS_DIRECTIVES = `
include path + | Reads another file in this place
loadmodule words + | Loads a module when the server starts
user words + | Defines a user with passwords and rights
rename-command pair + | Gives a command another name, or none
dir path = ./ | Folder of snapshots and append-only files
port int 0:65535 = 6379 | TCP port for clients; 0 listens on none
bind words = * -::* | Addresses to listen on
bind-source-addr string >7.0.0 | Address from which the server connects to others
unixsocket path | Socket file to listen on
unixsocketperm octal = 0 | Rights of the socket file
tcp-backlog int 0: @connections = 511 | Connections that may wait to be accepted; the kernel cuts it to net.core.somaxconn
tcp-keepalive int 0: @s = 300 | Interval of TCP probes to silent clients; 0 sends none
timeout int 0: @s = 0 | Closes connections of clients idle for so long; 0 never does
maxclients int 1:4294967295 @connections = 10000 | Most clients connected at once; cut to the limit of open files less 32
max-new-connections-per-cycle int 1:1000 >7.4.0 @connections = 10 | New connections accepted in one turn of the event loop
max-new-tls-connections-per-cycle int 1:1000 >7.4.0 @connections = 1 | New TLS connections accepted in one turn of the event loop
protected-mode bool = yes | Refuses clients of other machines while no password and no address is set
socket-mark-id int 0:4294967295 = 0 | Mark put on listening sockets, for the firewall
io-threads int 1:128 @threads = 1 | Threads that read from and write to clients; worthwhile from four cores on
io-threads-do-reads bool = no | Threads also read and parse; without effect from Redis 8.0 on
daemonize bool = no | Runs in the background
supervised enum[no,upstart,systemd,auto] = no | How the server tells its supervisor that it is ready
pidfile path | File for the process id
loglevel enum[debug,verbose,notice,warning,nothing>7.2.0] = notice | How much is logged
logfile string = "" | File for the log; empty writes to standard output
syslog-enabled bool = no | Logs to syslog
syslog-ident string = redis | Name in the syslog
syslog-facility enum[user,local0,local1,local2,local3,local4,local5,local6,local7] = local0 | Facility in the syslog
crash-log-enabled bool = yes | Writes a report to the log on a crash
crash-memcheck-enabled bool = yes | Tests the memory on a crash
hide-user-data-from-log bool >8.0.0 = no | Keeps data of users out of the log
databases int 1: = 16 | Number of numbered databases
always-show-logo bool = no | Shows the logo in the log as well
set-proc-title bool = yes | Shows port and mode in the process list
proc-title-template string = {title} {listen-addr} {server-mode} | What the process list shows
locale-collate string >7.2.0 = "" | Locale for comparing strings
ignore-warnings string = "" | Start-up warnings to keep silent
disable-thp bool = yes | Turns transparent huge pages off for the server's own process
oom-score-adj enum[no,yes,relative,absolute] = no | Tells the kernel which process to end first when memory runs out
oom-score-adj-values integers3 -2000:2000 = 0 200 800 | Scores of main process, replica and saving child
server-cpulist/server_cpulist string | CPUs for the main and the input and output threads
bio-cpulist/bio_cpulist string | CPUs for background threads
aof-rewrite-cpulist/aof_rewrite_cpulist string | CPUs for the process that rewrites the append-only file
bgsave-cpulist/bgsave_cpulist string | CPUs for the process that saves snapshots
save save + = 3600 1 300 100 60 10000 | Takes a snapshot when so many seconds have passed and so many keys changed; "" takes none
stop-writes-on-bgsave-error bool = yes | Refuses writes while the last snapshot failed
rdbcompression bool = yes | Compresses snapshots
rdbchecksum bool = yes | Ends snapshots with a checksum
sanitize-dump-payload enum[no,yes,clients] = no | Checks loaded data in depth
dbfilename string = dump.rdb | Name of the snapshot file
rdb-del-sync-files bool = no | Removes snapshot files that only served replication
rdb-save-incremental-fsync bool = yes | Syncs a snapshot to disk bit by bit while it is written
appendonly bool = no | Logs every write, to be replayed at the next start
appendfilename string = appendonly.aof | Base name of the append-only files
appenddirname string = appendonlydir | Folder of the append-only files
appendfsync enum[everysec,always,no] = everysec | When the append-only file is synced to disk: everysec may lose a second's writes
no-appendfsync-on-rewrite bool = no | Doesn't sync the append-only file while a child saves; a crash may then lose more
auto-aof-rewrite-percentage int 0: @% = 100 | Growth since the last rewrite that starts the next one; 0 never does
auto-aof-rewrite-min-size memory 0: = 64mb | Smallest append-only file that is rewritten
aof-load-truncated bool = yes | Loads an append-only file whose end is missing
aof-use-rdb-preamble bool = yes | Rewrites the append-only file as a snapshot first: faster to load
aof-timestamp-enabled bool = no | Notes times in the append-only file, to restore an earlier moment
aof-rewrite-incremental-fsync bool = yes | Syncs a rewrite to disk bit by bit while it is written
aof-disable-auto-gc bool = no | Keeps append-only files that are no longer needed
shutdown-timeout int 0: @s = 10 | Longest wait for replicas at shutdown
shutdown-on-sigint flags[default,save,nosave,now,force] = default | What an interrupt does
shutdown-on-sigterm flags[default,save,nosave,now,force] = default | What a termination signal does
maxmemory memory 0: = 0 | Most memory for data, buffers of replicas and of the append-only file not counted; 0 sets no limit
maxmemory-policy enum[noeviction,allkeys-lru,allkeys-lfu>4.0.0,allkeys-random,volatile-lru,volatile-lfu>4.0.0,volatile-random,volatile-ttl,allkeys-lrm>8.6.0,volatile-lrm>8.6.0] = noeviction | What goes when maxmemory is reached: noeviction refuses writes, allkeys-… drops any key, volatile-… keys that expire
maxmemory-samples int 1: = 5 | Keys looked at for each eviction; 10 comes close to true LRU for more CPU time
maxmemory-eviction-tenacity int 0:100 = 10 | How long evictions may delay other commands
maxmemory-clients memory-or-percent = 0 | Most memory for the buffers of all clients together; 0 sets no limit
replica-ignore-maxmemory/slave-ignore-maxmemory bool = yes | Leaves evictions to the master
active-expire-effort int 1:10 = 1 | CPU time spent on removing expired keys
lazyfree-lazy-eviction bool = no | Frees evicted values in the background
lazyfree-lazy-expire bool = no | Frees expired values in the background
lazyfree-lazy-server-del bool = no | Frees values that commands replace in the background
lazyfree-lazy-user-del bool = no | Makes DEL free in the background, as UNLINK does
lazyfree-lazy-user-flush bool = no | Makes FLUSHALL and FLUSHDB free in the background
replica-lazy-flush/slave-lazy-flush bool = no | Frees a replica's old data in the background before it loads anew
lfu-log-factor int 0: = 10 | How many uses it takes to count a key as often used
lfu-decay-time int 0: @min = 1 | Minutes after which the count of uses falls
jemalloc-bg-thread bool = yes | Lets the allocator clean up in a thread of its own
activedefrag bool = no | Moves data to give fragmented memory back; needs the bundled allocator
active-defrag-ignore-bytes memory 1: = 100mb | Fragmented memory from which defragmentation begins
active-defrag-threshold-lower int 0:1000 @% = 10 | Fragmentation from which defragmentation begins
active-defrag-threshold-upper int 0:1000 @% = 100 | Fragmentation at which it works its hardest
active-defrag-cycle-min int 1:99 @% = 1 | Least share of CPU time for it
active-defrag-cycle-max int 1:99 @% = 25 | Largest share of CPU time for it
active-defrag-max-scan-fields int 1: = 1000 | Fields of a value that it takes in one step
client-output-buffer-limit buffers + = normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60 | Closes a client that reads too slowly: class, hard limit, soft limit, seconds above the soft one
client-query-buffer-limit memory 1048576: = 1gb | Longest query that a client may send
proto-max-bulk-len memory 1048576: = 512mb | Longest single value of the protocol
hz int 0: = 10 | How often a second background work is done
dynamic-hz bool = yes | Does background work more often when many clients are connected
latency-monitor-threshold int 0: @ms = 0 | Records events that take longer; 0 records none
latency-tracking bool = yes | Counts how long each command takes
latency-tracking-info-percentiles percentiles = 50 99 99.9 | Percentiles shown by INFO latencystats
slowlog-log-slower-than int -1: @us = 10000 | Logs commands that take longer, in microseconds; -1 logs none
slowlog-max-len int 0: = 128 | Entries kept in the slow log
notify-keyspace-events events = "" | Events of keys that are published to clients
tracking-table-max-keys int 0: = 1000000 | Keys remembered for client-side caches
acllog-max-len int 0: = 128 | Entries kept in the log of refused commands
requirepass string | Password of the default user
aclfile path = "" | File with the users
acl-pubsub-default enum[allchannels,resetchannels] = resetchannels | Channels that new users may use
enable-protected-configs enum[no,yes,local] = no | Who may change protected settings while the server runs
enable-debug-command enum[no,yes,local] = no | Who may use DEBUG
enable-module-command enum[no,yes,local] = no | Who may use MODULE
masteruser string | User name towards the master
masterauth string | Password towards the master
replicaof/slaveof pair | Makes the server a replica of that host and port
replica-serve-stale-data/slave-serve-stale-data bool = yes | Answers from old data while the master is out of reach
replica-read-only/slave-read-only bool = yes | Refuses writes on a replica
replica-priority/slave-priority int 0: = 100 | Which replica Sentinel promotes first; 0 never
replica-announced bool = yes | Shows the replica to clients of Sentinel
replica-announce-ip/slave-announce-ip string | Address that the replica gives to its master
replica-announce-port/slave-announce-port int 0:65535 = 0 | Port that the replica gives to its master
replica-ignore-disk-write-errors bool = no | A replica goes on when its disk refuses writes
replica-full-sync-buffer-limit memory 0: >8.0.0 = 0 | What a replica buffers while it loads; 0 takes the output buffer limit of replicas
repl-diskless-sync bool = yes | Sends snapshots to replicas without a file
repl-diskless-sync-delay int 0: @s = 5 | Waits for more replicas before it sends
repl-diskless-sync-max-replicas int 0: = 0 | Sends at once when so many replicas wait; 0 waits for the delay
repl-diskless-load enum[disabled,on-empty-db,swapdb] = disabled | How a replica loads what it receives
repl-rdb-channel bool >8.0.0 = no | Sends a snapshot to replicas over a connection of its own
repl-ping-replica-period/repl-ping-slave-period int 1: @s = 10 | Interval of pings to replicas
repl-timeout int 1: @s = 60 | Silence after which master or replica count as lost
repl-disable-tcp-nodelay bool = no | Saves bandwidth to replicas for more delay
repl-backlog-size memory 1: = 1mb | Writes kept for replicas that reconnect; beyond it they copy everything anew
repl-backlog-ttl int 0: @s = 3600 | How long these are kept without replicas; 0 for ever
propagation-error-behavior enum[ignore,panic,panic-on-replicas] = ignore | What happens when a replicated command fails
min-replicas-to-write/min-slaves-to-write int 0: = 0 | Refuses writes with fewer replicas; 0 never does
min-replicas-max-lag/min-slaves-max-lag int 0: @s = 10 | Delay up to which a replica counts
busy-reply-threshold/lua-time-limit int 0: @ms = 5000 | Run time of a script from which others hear that the server is busy
cluster-enabled bool = no | Takes part in a cluster
cluster-config-file string = nodes.conf | File in which the node keeps the cluster's state
cluster-node-timeout int 0: @ms = 15000 | Silence after which a node counts as failed
cluster-port int 0:65535 = 0 | Port of the cluster bus; 0 is the port plus 10000
cluster-replica-validity-factor/cluster-slave-validity-factor int 0: = 10 | How old a replica's data may be for it to take over
cluster-migration-barrier int 0: = 1 | Replicas that a master keeps when others need one
cluster-allow-replica-migration bool = yes | Moves replicas to masters without one
cluster-require-full-coverage bool = yes | Stops answering when a part of the keys has no node
cluster-replica-no-failover/cluster-slave-no-failover bool = no | Keeps replicas from taking over
cluster-allow-reads-when-down bool = no | Answers reads while the cluster is down
cluster-allow-pubsubshard-when-down bool = yes | Serves sharded channels while the cluster is down
cluster-link-sendbuf-limit memory 0: = 0 | Most memory for the buffer of a link between nodes; 0 sets no limit
cluster-announce-ip string | Address that the node gives to others
cluster-announce-port int 0:65535 = 0 | Port that the node gives to others
cluster-announce-tls-port int 0:65535 = 0 | TLS port that the node gives to others
cluster-announce-bus-port int 0:65535 = 0 | Bus port that the node gives to others
cluster-announce-hostname string | Host name that the node gives to others
cluster-announce-human-nodename string >7.2.0 | Name of the node in logs
cluster-preferred-endpoint-type enum[ip,hostname,unknown-endpoint] = ip | What clients are told of a node
cluster-slot-stats-enabled bool >8.0.0 = no | Counts use by slot
cluster-compatibility-sample-ratio int 0:100 >8.0.0 @% = 0 | Share of commands tested for use in a cluster
tls-port int 0:65535 = 0 | TCP port for TLS; 0 listens on none
tls-cert-file path | Certificate
tls-key-file path | Its key
tls-key-file-pass string | Password of the key
tls-client-cert-file path | Certificate towards other servers
tls-client-key-file path | Its key
tls-client-key-file-pass string | Password of that key
tls-dh-params-file path | Parameters for DHE
tls-ca-cert-file path | Certificates of trusted authorities
tls-ca-cert-dir path | Folder of trusted authorities
tls-auth-clients enum[no,yes,optional] = yes | Whether clients need a certificate
tls-replication bool = no | Uses TLS towards the master
tls-cluster bool = no | Uses TLS between nodes
tls-protocols string | Versions of TLS to offer
tls-ciphers string | Ciphers up to TLS 1.2
tls-ciphersuites string | Ciphers of TLS 1.3
tls-prefer-server-ciphers bool = no | Lets the server choose the cipher
tls-session-caching bool = yes | Remembers sessions
tls-session-cache-size int 0: = 20480 | Sessions remembered
tls-session-cache-timeout int 0: @s = 300 | How long sessions are remembered
activerehashing bool = yes | Spends a little time on rebuilding the main table
hash-max-listpack-entries/hash-max-ziplist-entries int 0: = 512 | Fields up to which a hash is stored compactly
hash-max-listpack-value/hash-max-ziplist-value memory 0: = 64 | Length of a field up to which a hash is stored compactly
list-max-listpack-size/list-max-ziplist-size int -2147483648: = -2 | Size of one node of a list
list-compress-depth int 0: = 0 | Nodes at each end of a list that are not compressed; 0 compresses none
set-max-intset-entries int 0: = 512 | Numbers up to which a set is stored compactly
set-max-listpack-entries int 0: >7.2.0 = 128 | Members up to which a set is stored compactly
set-max-listpack-value int 0: >7.2.0 = 64 | Length of a member up to which a set is stored compactly
zset-max-listpack-entries/zset-max-ziplist-entries int 0: = 128 | Members up to which a sorted set is stored compactly
zset-max-listpack-value/zset-max-ziplist-value memory 0: = 64 | Length of a member up to which a sorted set is stored compactly
hll-sparse-max-bytes memory 0: = 3000 | Size up to which a HyperLogLog is stored sparsely
stream-node-max-bytes memory 0: = 4096 | Size of one node of a stream; 0 sets no limit
stream-node-max-entries int 0: = 100 | Entries of one node of a stream; 0 sets no limit
list-max-ziplist-entries int | Ignored since Redis 3.2
list-max-ziplist-value int | Ignored since Redis 3.2
lua-enable-deprecated-api bool >7.2.0 = no | Lets scripts use an older interface
gopher-enabled bool <7.0.0 = no | Answered the Gopher protocol
rdb-key-save-delay int -2147483648: = 0 | Slows saving down, for tests
key-load-delay int -2147483648: = 0 | Slows loading down, for tests
use-exit-on-panic bool = no | Exits instead of aborting, for tests
watchdog-period int 0: @ms = 0 | Interval of the software watchdog
loading-process-events-interval-bytes int 1024: = 2097152 | How often loading lets others in, for tests
client-default-resp int 2:3 >7.2.0 = 2 | Protocol that new connections speak, for tests
cluster-ping-interval int 0: >7.4.0 @ms = 1000 | Interval of pings between nodes, for tests
req-res-logfile path >7.2.0 | Log of requests, for tests
`;

/** Directives that only Valkey has; Redis refuses them. */
export const VALKEY_DIRECTIVES = `
extended-redis-compatibility bool = no | Tells clients that it is Redis
availability-zone string = "" | Zone of the node, for clients to choose by
import-mode bool = no | Keeps expired keys while data is imported
dual-channel-replication-enabled bool = no | Sends a snapshot to replicas over a connection of its own
enable-debug-assert bool = no | Checks more, for tests
events-per-io-thread int 0: = 2 | Events from which another thread is put to work
prefetch-batch-max-size int 0:128 = 16 | Commands whose keys are fetched ahead together
commandlog-execution-slower-than/slowlog-log-slower-than int -1: @us = 10000 | Logs commands that take longer, in microseconds
commandlog-slow-execution-max-len/slowlog-max-len int 0: = 128 | Entries kept of slow commands
commandlog-request-larger-than int -1: = 1048576 | Logs requests that are longer
commandlog-large-request-max-len int 0: = 128 | Entries kept of long requests
commandlog-reply-larger-than int -1: = 1048576 | Logs answers that are longer
commandlog-large-reply-max-len int 0: = 128 | Entries kept of long answers
log-format enum[legacy,logfmt] = legacy | Shape of the log
log-timestamp-format enum[legacy,iso8601,milliseconds] = legacy | Shape of times in the log
rdma-port int 0:65535 = 0 | Port for RDMA
rdma-bind words | Addresses for RDMA
rdma-rx-size memory 65536: = 1mb | Receive buffer for RDMA
rdma-completion-vector int -1:1024 = -1 | Completion vector for RDMA
cluster-blacklist-ttl int 0: @s = 60 | How long a forgotten node stays forgotten
cluster-manual-failover-timeout int 1: @ms = 5000 | Longest wait of a failover by hand
cluster-announce-client-port int 0:65535 = 0 | Port that clients are told
cluster-announce-client-tls-port int 0:65535 = 0 | TLS port that clients are told
cluster-announce-client-ipv4 string = "" | Address that clients are told
cluster-announce-client-ipv6 string = "" | IPv6 address that clients are told
cluster-databases int 1: = 1 | Databases of a node in a cluster
hash-seed string | Seed of hashes
tcp-keepcnt int 1: = 3 | Probes without answer after which a connection is closed
`;

/** Directives of versions before 7.0 that newer ones refuse. */
export const REMOVED_DIRECTIVES: Readonly<Record<string, string>> = {
  appendfsync_on_rewrite: '2.0',
  'hash-max-zipmap-entries': '2.6',
  'hash-max-zipmap-value': '2.6',
  glueoutputbuf: '2.6',
  'vm-enabled': '2.6',
  'vm-swap-file': '2.6',
  'vm-max-memory': '2.6',
  'vm-page-size': '2.6',
  'vm-pages': '2.6',
  'vm-max-threads': '2.6',
  'really-use-vm': '2.6',
  shareobjects: '2.0',
  shareobjectspoolsize: '2.0',
  'gopher-enabled': '7.0',
};
