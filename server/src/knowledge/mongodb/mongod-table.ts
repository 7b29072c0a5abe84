/**
 * What mongod reads from its configuration file, a line each:
 *
 *     name | type | default | flag | versions | what it does
 *
 * Types: bool, int, double, text, list, map, or the words of an enumeration; `int 0..65535` has a range. `-` stands for
 * nothing, `4.4+` for the version that brought an option, `<6.1` for the one that no longer has it, `enterprise` for
 * builds of MongoDB Enterprise alone.
 *
 * https://www.mongodb.com/docs/manual/reference/configuration-options/
 */
export const MONGOD_OPTIONS = `
systemLog.verbosity | int 0..5 | 0 | - | - | How much is logged: 0 is information, 1 to 5 add debug messages
systemLog.quiet | bool | false | quiet | - | Logs less; what is left out is missed when something goes wrong
systemLog.traceAllExceptions | bool | false | traceExceptions | - | Logs more about each exception
systemLog.syslogFacility | text | user | syslogFacility | - | The facility under which syslog takes the log
systemLog.path | text | - | logpath | - | The file that takes the log
systemLog.logAppend | bool | false | logappend | - | Goes on in the log file after a restart instead of moving it away
systemLog.logRotate | rename,reopen | rename | logRotate | - | What rotating the log does: rename the file, or open it anew for logrotate
systemLog.destination | file,syslog | - | - | - | Where the log goes; without it, to standard output
systemLog.timeStampFormat | iso8601-utc,iso8601-local,ctime | iso8601-local | timeStampFormat | - | The form of times in the log
systemLog.logFormat | default,text,json | default | logFormat | 4.4+ | The form of the log
processManagement.fork | bool | false | fork | - | Runs in the background; a service manager and a container want it off
processManagement.pidFilePath | text | - | pidfilepath | - | The file that takes the process id
processManagement.timeZoneInfo | text | - | timeZoneInfo | - | The folder of the time zone database
processManagement.windowsService.serviceName | text | MongoDB | serviceName | - | The name of the Windows service
processManagement.windowsService.displayName | text | MongoDB | serviceDisplayName | - | The name that Windows shows
processManagement.windowsService.description | text | MongoDB Server | serviceDescription | - | The description that Windows shows
processManagement.windowsService.serviceUser | text | - | serviceUser | - | The account of the Windows service
processManagement.windowsService.servicePassword | text | - | servicePassword | - | The password of that account
cloud.monitoring.free.state | runtime,on,off | runtime | enableFreeMonitoring | - | Free monitoring, which MongoDB has ended
cloud.monitoring.free.tags | text | - | freeMonitoringTag | - | A tag for free monitoring
net.port | int 0..65535 | 27017 | port | - | The port on which clients are served
net.bindIp | text | localhost | bind_ip | - | The addresses and socket paths on which mongod listens, with commas between
net.bindIpAll | bool | false | bind_ip_all | - | Listens on every IPv4 address, and on IPv6 where that is on
net.maxIncomingConnections | int | 1000000 | maxConns | - | The most connections at a time; the open-file limit sets a lower one
net.maxIncomingConnectionsOverride | list | - | - | - | Address ranges that the maximum does not hold for
net.listenBacklog | int | - | listenBacklog | - | The length of the queue of connections that wait to be accepted
net.wireObjectCheck | bool | true | objcheck | - | Checks what clients send, so that no broken documents are stored
net.ipv6 | bool | false | ipv6 | - | Listens on IPv6 as well
net.unixDomainSocket.enabled | bool | true | nounixsocket | - | Listens on a UNIX socket
net.unixDomainSocket.pathPrefix | text | /tmp | unixSocketPrefix | - | The folder of the UNIX socket
net.unixDomainSocket.filePermissions | int | 0700 | filePermissions | - | The permissions of the UNIX socket
net.http.enabled | bool | false | httpinterface | <4.2 | The old interface over HTTP
net.http.port | int 0..65535 | 28017 | - | <4.2 | The port of the old interface over HTTP
net.http.JSONPEnabled | bool | false | jsonp | <4.2 | JSONP over the old interface
net.http.RESTInterfaceEnabled | bool | false | rest | <4.2 | REST over the old interface
net.tls.mode | disabled,allowTLS,preferTLS,requireTLS | disabled | tlsMode | 4.2+ | Whether connections are encrypted
net.tls.certificateKeyFile | text | - | tlsCertificateKeyFile | 4.2+ | The certificate with its key, in one PEM file
net.tls.certificateKeyFilePassword | text | - | tlsCertificateKeyFilePassword | 4.2+ | The password of that key
net.tls.certificateSelector | text | - | tlsCertificateSelector | 4.2+ | The certificate in the store of Windows or macOS
net.tls.clusterCertificateSelector | text | - | tlsClusterCertificateSelector | 4.2+ | The certificate for members, in the store of Windows or macOS
net.tls.clusterFile | text | - | tlsClusterFile | 4.2+ | The certificate by which members know each other
net.tls.clusterPassword | text | - | tlsClusterPassword | 4.2+ | The password of the members’ key
net.tls.CAFile | text | - | tlsCAFile | 4.2+ | The certificates of the authorities that are trusted
net.tls.clusterCAFile | text | - | tlsClusterCAFile | 4.2+ | The authorities that are trusted for clients’ certificates
net.tls.CRLFile | text | - | tlsCRLFile | 4.2+ | The list of certificates that no longer hold
net.tls.clusterAuthX509.attributes | text | - | - | 7.0+ | The attributes by which members’ certificates are known
net.tls.clusterAuthX509.extensionValue | text | - | - | 7.0+ | The extension by which members’ certificates are known
net.tls.allowConnectionsWithoutCertificates | bool | false | tlsAllowConnectionsWithoutCertificates | 4.2+ | Clients need no certificate of their own
net.tls.allowInvalidCertificates | bool | false | tlsAllowInvalidCertificates | 4.2+ | Takes certificates that do not hold
net.tls.allowInvalidHostnames | bool | false | tlsAllowInvalidHostnames | 4.2+ | Takes certificates of other hosts
net.tls.disabledProtocols | text | - | tlsDisabledProtocols | 4.2+ | Versions of TLS that are turned off
net.tls.FIPSMode | bool | false | tlsFIPSMode | 4.2+ | Uses the FIPS mode of the encryption library
net.tls.logVersions | text | - | tlsLogVersions | 4.2+ | Logs connections by these versions of TLS
net.tls.tlsCipherConfig | text | - | tlsCipherConfig | 4.2+ | The ciphers, as OpenSSL has them
net.ssl.mode | disabled,allowSSL,preferSSL,requireSSL | disabled | sslMode | - | The older name of net.tls.mode
net.ssl.PEMKeyFile | text | - | sslPEMKeyFile | - | The older name of net.tls.certificateKeyFile
net.ssl.PEMKeyPassword | text | - | sslPEMKeyPassword | - | The older name of net.tls.certificateKeyFilePassword
net.ssl.certificateSelector | text | - | sslCertificateSelector | - | The older name of net.tls.certificateSelector
net.ssl.clusterCertificateSelector | text | - | sslClusterCertificateSelector | - | The older name of net.tls.clusterCertificateSelector
net.ssl.clusterFile | text | - | sslClusterFile | - | The older name of net.tls.clusterFile
net.ssl.clusterPassword | text | - | sslClusterPassword | - | The older name of net.tls.clusterPassword
net.ssl.CAFile | text | - | sslCAFile | - | The older name of net.tls.CAFile
net.ssl.clusterCAFile | text | - | sslClusterCAFile | - | The older name of net.tls.clusterCAFile
net.ssl.CRLFile | text | - | sslCRLFile | - | The older name of net.tls.CRLFile
net.ssl.sslCipherConfig | text | - | sslCipherConfig | - | The older name of net.tls.tlsCipherConfig
net.ssl.allowConnectionsWithoutCertificates | bool | false | sslAllowConnectionsWithoutCertificates | - | The older name of net.tls.allowConnectionsWithoutCertificates
net.ssl.weakCertificateValidation | bool | false | sslWeakCertificateValidation | - | The oldest name of net.tls.allowConnectionsWithoutCertificates
net.ssl.allowInvalidCertificates | bool | false | sslAllowInvalidCertificates | - | The older name of net.tls.allowInvalidCertificates
net.ssl.allowInvalidHostnames | bool | false | sslAllowInvalidHostnames | - | The older name of net.tls.allowInvalidHostnames
net.ssl.disabledProtocols | text | - | sslDisabledProtocols | - | The older name of net.tls.disabledProtocols
net.ssl.FIPSMode | bool | false | sslFIPSMode | - | The older name of net.tls.FIPSMode
net.compression.compressors | text | snappy,zstd,zlib | networkMessageCompressors | 3.4+ | How messages may be compressed, the preferred way first
net.serviceExecutor | text | synchronous | serviceExecutor | - | How threads serve connections
net.transportLayer | text | asio | transportLayer | - | How connections are handled inside
security.keyFile | text | - | keyFile | - | The key that the members of a replica set share
security.clusterAuthMode | keyFile,sendKeyFile,sendX509,x509 | keyFile | clusterAuthMode | - | How members prove who they are
security.authorization | enabled,disabled | disabled | - | - | Whether users may do only what their roles allow
security.authSchemaVersion | text | - | - | - | For tests of MongoDB
security.enableLocalhostAuthBypass | bool | true | - | - | Lets the first user be made from the own machine without logging in
security.transitionToAuth | bool | false | transitionToAuth | 3.4+ | Takes connections with and without login, while a replica set changes over
security.javascriptEnabled | bool | true | noscripting | - | Lets queries run JavaScript on the server
security.redactClientLogData | bool | false | redactClientLogData | enterprise | Keeps data out of the log
security.clusterIpSourceAllowlist | list | - | clusterIpSourceAllowlist | 5.0+ | The addresses from which members may log in
security.clusterIpSourceWhitelist | list | - | clusterIpSourceWhitelist | - | The older name of security.clusterIpSourceAllowlist
security.sasl.hostName | text | - | - | - | The host name for SASL and Kerberos
security.sasl.serviceName | text | mongodb | - | - | The service name for Kerberos
security.sasl.saslauthdSocketPath | text | - | - | - | The socket of saslauthd
security.enableEncryption | bool | false | enableEncryption | enterprise | Encrypts the data files
security.encryptionCipherMode | AES256-CBC,AES256-GCM | AES256-CBC | encryptionCipherMode | enterprise | The cipher of the data files
security.encryptionKeyFile | text | - | encryptionKeyFile | enterprise | The file with the key of the data files
storage.dbPath | text | /data/db | dbpath | - | The folder that holds the data
storage.indexBuildRetry | bool | true | noIndexBuildRetry | <4.4 | Builds unfinished indexes anew after a restart
storage.repairPath | text | - | repairpath | <4.2 | The folder in which a repair works
storage.journal.enabled | bool | true | journal | <6.1 | The journal, which is always on today
storage.journal.commitIntervalMs | int 1..500 | 100 | journalCommitInterval | - | How often the journal is written to disk, in milliseconds
storage.directoryPerDB | bool | false | directoryperdb | - | Gives each database a folder of its own
storage.syncPeriodSecs | double 0.. | 60 | syncdelay | - | How often data files are brought to disk, in seconds; best left alone
storage.engine | wiredTiger,inMemory,mmapv1,ephemeralForTest,devnull,queryable_wt | wiredTiger | storageEngine | - | The storage engine
storage.oplogMinRetentionHours | double 0.. | 0 | oplogMinRetentionHours | 4.4+ | For how many hours the oplog is kept at least
storage.queryableBackupMode | bool | false | queryableBackupMode | - | For backups that are queried
storage.groupCollections | bool | false | groupCollections | - | Lets collections of a database share a file
storage.wiredTiger.engineConfig.cacheSizeGB | double 0.25..10000 | - | wiredTigerCacheSizeGB | - | The size of the cache, in gigabytes; half of the memory beyond one gigabyte without it
storage.wiredTiger.engineConfig.statisticsLogDelaySecs | int 0..100000 | 0 | wiredTigerStatisticsLogDelaySecs | - | How often statistics are written to a file, in seconds
storage.wiredTiger.engineConfig.journalCompressor | none,snappy,zlib,zstd | snappy | wiredTigerJournalCompressor | - | How the journal is compressed
storage.wiredTiger.engineConfig.zstdCompressionLevel | int -7..22 | 6 | zstdDefaultCompressionLevel | 5.0+ | The level of zstd: higher takes more time and less space
storage.wiredTiger.engineConfig.directoryForIndexes | bool | false | wiredTigerDirectoryForIndexes | - | Keeps indexes and collections in folders of their own
storage.wiredTiger.engineConfig.maxCacheOverflowFileSizeGB | double | 0 | wiredTigerMaxCacheOverflowFileSizeGB | - | A bound that newer versions ignore
storage.wiredTiger.engineConfig.configString | text | - | wiredTigerEngineConfigString | - | Settings that are handed to WiredTiger as they stand
storage.wiredTiger.engineConfig.liveRestoreSource | text | - | wiredTigerLiveRestoreSource | - | The folder from which data is restored while mongod runs
storage.wiredTiger.engineConfig.liveRestoreThreads | int 0..12 | 8 | wiredTigerLiveRestoreThreads | - | How many threads restore
storage.wiredTiger.engineConfig.liveRestoreReadSizeMB | int | 1 | wiredTigerLiveRestoreReadSizeMB | - | How much is read at a time, in megabytes
storage.wiredTiger.collectionConfig.blockCompressor | none,snappy,zlib,zstd | snappy | wiredTigerCollectionBlockCompressor | - | How collections are compressed
storage.wiredTiger.collectionConfig.configString | text | - | wiredTigerCollectionConfigString | - | Settings of collections that are handed to WiredTiger as they stand
storage.wiredTiger.indexConfig.prefixCompression | bool | true | wiredTigerIndexPrefixCompression | - | Stores what keys of an index have in common once
storage.wiredTiger.indexConfig.configString | text | - | wiredTigerIndexConfigString | - | Settings of indexes that are handed to WiredTiger as they stand
storage.inMemory.engineConfig.inMemorySizeGB | double | - | inMemorySizeGB | enterprise | The size of the data that is kept in memory, in gigabytes
storage.mmapv1.preallocDataFiles | bool | true | noprealloc | <4.2 | A setting of the storage engine MMAPv1
storage.mmapv1.nsSize | int | 16 | nssize | <4.2 | A setting of the storage engine MMAPv1
storage.mmapv1.quota.enforced | bool | false | quota | <4.2 | A setting of the storage engine MMAPv1
storage.mmapv1.quota.maxFilesPerDB | int | 8 | quotaFiles | <4.2 | A setting of the storage engine MMAPv1
storage.mmapv1.smallFiles | bool | false | smallfiles | <4.2 | A setting of the storage engine MMAPv1
storage.mmapv1.journal.debugFlags | int | - | journalOptions | <4.2 | A setting of the storage engine MMAPv1
storage.mmapv1.journal.commitIntervalMs | int | - | - | <4.2 | A setting of the storage engine MMAPv1
operationProfiling.mode | off,slowOp,all | off | - | - | Which operations the profiler writes to system.profile
operationProfiling.slowOpThresholdMs | int | 100 | slowms | - | From how many milliseconds on an operation is slow and logged
operationProfiling.slowOpSampleRate | double 0..1 | 1 | slowOpSampleRate | 3.6+ | Which share of the slow operations is logged
operationProfiling.filter | text | - | - | 4.4+ | Which operations are profiled, as a query
replication.oplogSizeMB | int | - | oplogSize | - | The size of the oplog, in megabytes; five percent of the disk without it
replication.replSetName | text | - | replSet | - | The name of the replica set
replication.replSet | text | - | replSet | - | An older name of replication.replSetName
replication.secondaryIndexPrefetch | none,_id_only,all | all | replIndexPrefetch | <4.2 | A setting of the storage engine MMAPv1
replication.enableMajorityReadConcern | bool | true | enableMajorityReadConcern | - | Lets reads ask for what a majority has; always on since 5.0
sharding.clusterRole | configsvr,shardsvr | - | - | - | What the server is in a sharded cluster
sharding.archiveMovedChunks | bool | false | moveParanoia | - | Keeps what has been moved to another shard
sharding._overrideShardIdentity | text | - | - | - | For backups that are queried
setParameter | map | - | setParameter | - | Parameters of the server, by their names
auditLog.destination | syslog,console,file | - | auditDestination | enterprise | Where the audit log goes
auditLog.format | JSON,BSON | - | auditFormat | enterprise | The form of the audit log
auditLog.path | text | - | auditPath | enterprise | The file of the audit log
auditLog.filter | text | - | auditFilter | enterprise | What is audited, as a query
auditLog.schema | mongo,OCSF | mongo | auditSchema | enterprise | The schema of the audit log
auditLog.auditEncryptionKeyIdentifier | text | - | auditEncryptionKeyIdentifier | enterprise | The key of the audit log
auditLog.localAuditKeyFile | text | - | auditLocalKeyFile | enterprise | The file with the key of the audit log
auditLog.compressionMode | none,zstd | none | auditCompressionMode | enterprise | How the audit log is compressed
auditLog.runtimeConfiguration | bool | false | auditRuntimeConfiguration | enterprise | Lets auditing be changed while the server runs
`;

/** Groups that other builds of the server, or Enterprise, fill in ways that Headroom does not list. */
export const FOREIGN_GROUPS = [
  'auditLog',
  'security.kmip',
  'security.ldap',
  'security.vault',
  'snmp',
  'storage.rocksdb',
  'storage.tokuft',
  'processManagement',
  'net.proxyUnixDomainSocket',
] as const;

/** Parts of the server with a verbosity of their own, as in systemLog.component.query.verbosity. */
export const LOG_COMPONENTS = [
  'accessControl',
  'command',
  'control',
  'ftdc',
  'geo',
  'index',
  'network',
  'query',
  'queryStats',
  'replication',
  'replication.election',
  'replication.heartbeats',
  'replication.initialSync',
  'replication.rollback',
  'sharding',
  'storage',
  'storage.journal',
  'storage.recovery',
  'storage.wt',
  'storage.wt.wtBackup',
  'storage.wt.wtCheckpoint',
  'storage.wt.wtCompact',
  'storage.wt.wtEviction',
  'storage.wt.wtRecovery',
  'storage.wt.wtTransaction',
  'transaction',
  'write',
] as const;
