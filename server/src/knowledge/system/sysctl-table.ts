/**
 * Keys below /proc/sys, one a line:
 *
 * KEY TYPE[WORDS] SCOPE [LEAST:MOST] [>SINCE] [<REMOVED] [@UNIT] [= DEFAULT, the former ones first as VALUE <KERNEL;] | what it does
 *
 * SCOPE is `n` for a key of each network namespace (a container may set it), `c` for one that a container starts with
 * from its host, `i` for one of each IPC namespace, `h` for the host alone. The range is what the kernel enforces: it
 * refuses other values. Ranges and defaults were read from Linux 6.18; where it refuses nothing, no range stands here.
 */
export const SYSCTL_KEYS = `
net.core.somaxconn int n 0:2147483647 @connections = 128 <5.4; 4096 | Longest queue of connections that a program has not accepted yet; longer ones are cut in silence
net.core.netdev_max_backlog int h @packets = 1000 | Packets that wait for a CPU when an interface is faster than the kernel
net.core.netdev_budget int h @packets = 300 | Packets taken from the interfaces in one turn
net.core.netdev_budget_usecs int h @us = 2000 | Longest turn of taking packets
net.core.rmem_max int h @bytes = 212992 <6.18; 4194304 | Largest receive buffer that a program may ask for; TCP's own tuning is not bound by it
net.core.wmem_max int h @bytes = 212992 <6.18; 4194304 | Largest send buffer that a program may ask for; TCP's own tuning is not bound by it
net.core.rmem_default int h @bytes = 212992 | Receive buffer of sockets other than TCP
net.core.wmem_default int h @bytes = 212992 | Send buffer of sockets other than TCP
net.core.optmem_max int n 0:2147483647 @bytes = 20480 <6.7; 131072 | Memory of a socket for its options and ancillary data
net.core.default_qdisc string h = pfifo_fast | Queueing discipline that new interfaces get
net.core.busy_poll int h @us = 0 | How long poll and select wait for packets without sleeping
net.core.busy_read int h @us = 0 | How long reads wait for packets without sleeping
net.core.rps_sock_flow_entries int h = 0 | Size of the table that steers flows to the CPUs of their programs
net.core.bpf_jit_enable int h = 1 | Compiles packet filters
net.core.bpf_jit_harden int h = 0 | Hardens compiled packet filters
net.core.dev_weight int h @packets = 64 | Packets taken from one interface in one turn
net.core.flow_limit_table_len int h = 4096 | Size of the table that keeps single flows from filling the queue
net.unix.max_dgram_qlen int n @packets = 10 | Messages that wait in a Unix datagram socket
net.ipv4.ip_local_port_range ports n = 32768 60999 | Ports for outgoing connections
net.ipv4.ip_local_reserved_ports portlist n = | Ports within that range that outgoing connections leave alone
net.ipv4.ip_unprivileged_port_start int n 0:65535 = 1024 | First port that programs without privileges may listen on
net.ipv4.ip_forward int n = 0 | Passes on packets of others; containers and routers need it
net.ipv4.ip_nonlocal_bind int n 0:255 = 0 | Lets programs listen on addresses that the host doesn't have
net.ipv4.ip_default_ttl int n 1:255 = 64 | Hops that packets may take
net.ipv4.ip_no_pmtu_disc int n 0:255 = 0 | Doesn't look for the largest packet of a path
net.ipv4.tcp_max_syn_backlog int n @connections | Connections that may be half open for one listening socket
net.ipv4.tcp_syncookies int n 0:255 = 1 | Answers without memory when the queue of half open connections overflows: 0 never, 1 then, 2 always
net.ipv4.tcp_fastopen bits n = 1 | Data in the first packet of a connection: 1 for clients, 2 for servers, 4, 0x200 and 0x400 for more lenient forms
net.ipv4.tcp_fastopen_blackhole_timeout_sec int n @s = 3600 <5.14; 0 | Rests fast open after a firewall swallowed it
net.ipv4.tcp_rmem triple c 1:2147483647 @bytes = 4096 87380 6291456 <4.20; 4096 131072 6291456 <6.16; 4096 131072 33554432 | Least, first and largest receive buffer of a TCP socket
net.ipv4.tcp_wmem triple c 1:2147483647 @bytes = 4096 16384 4194304 | Least, first and largest send buffer of a TCP socket
net.ipv4.tcp_mem triple h @pages | Memory of all TCP sockets: below the first number free, above the third refused
net.ipv4.udp_mem triple h @pages | Memory of all UDP sockets
net.ipv4.udp_rmem_min int n 1:2147483647 @bytes = 4096 | Least receive buffer of a UDP socket under memory pressure
net.ipv4.udp_wmem_min int n 1:2147483647 @bytes = 4096 | Least send buffer of a UDP socket under memory pressure
net.ipv4.tcp_tw_reuse int n 0:2 = 0 <4.19; 2 | Uses ports of closed connections again for outgoing ones: 1 always, 2 for loopback
net.ipv4.tcp_tw_recycle int n <4.12 = 0 | Broke clients behind one address; kernels no longer have it
net.ipv4.tcp_fin_timeout int n @s = 60 | How long a connection waits for the other side to close; TIME_WAIT isn't shortened by it
net.ipv4.tcp_max_tw_buckets int n @connections | Connections kept in TIME_WAIT; the kernel's documentation warns of lowering it
net.ipv4.tcp_max_orphans int h @connections | Closed connections that the kernel still has to end
net.ipv4.tcp_orphan_retries int n 0:255 = 0 | Attempts to end a closed connection; 0 stands for 8
net.ipv4.tcp_keepalive_time int n @s = 7200 | Silence after which a connection with keep-alive is probed
net.ipv4.tcp_keepalive_intvl int n @s = 75 | Time between probes
net.ipv4.tcp_keepalive_probes int n 0:255 = 9 | Probes without answer after which a connection is closed
net.ipv4.tcp_retries1 int n 0:255 = 3 | Retransmissions after which the path is doubted
net.ipv4.tcp_retries2 int n 0:255 = 15 | Retransmissions after which a connection is given up
net.ipv4.tcp_syn_retries int n 1:127 = 6 | Attempts to open a connection
net.ipv4.tcp_synack_retries int n 0:255 = 5 | Attempts to answer an opening connection
net.ipv4.tcp_syn_linear_timeouts int n 0:127 >6.5 = 4 | Attempts at the same pace before the pauses double
net.ipv4.tcp_slow_start_after_idle int n 0:255 = 1 | Sends slowly again after a pause; 0 keeps idle connections fast
net.ipv4.tcp_mtu_probing int n 0:255 = 0 | Looks for the largest packet by trying: 1 when packets vanish, 2 always
net.ipv4.tcp_base_mss int n @bytes = 1024 | First packet size of that search
net.ipv4.tcp_congestion_control string c = cubic | How TCP finds its speed; the module must be there
net.ipv4.tcp_allowed_congestion_control string h | Congestion controls that programs without privileges may choose
net.ipv4.tcp_available_congestion_control string h | Congestion controls that are loaded; it can't be written
net.ipv4.tcp_notsent_lowat uint n @bytes = 4294967295 | Unsent data above which a socket doesn't take more
net.ipv4.tcp_timestamps int n 0:255 = 1 | Times in packets: 0 off, 1 with a random offset, 2 without
net.ipv4.tcp_sack int n 0:255 = 1 | Acknowledges parts
net.ipv4.tcp_dsack int n 0:255 = 1 | Acknowledges parts that came twice
net.ipv4.tcp_fack int n 0:255 = 0 | Has no effect any more
net.ipv4.tcp_low_latency int h = 0 | Has no effect since Linux 4.14
net.ipv4.tcp_window_scaling int n 0:255 = 1 | Windows above 64 KiB
net.ipv4.tcp_moderate_rcvbuf int n 0:255 = 1 | Sizes receive buffers by itself
net.ipv4.tcp_adv_win_scale int n -31:31 = 1 | Share of the buffer that is offered as window; obsolete since 6.6
net.ipv4.tcp_app_win int n 0:31 = 31 | Share of the window kept for the program
net.ipv4.tcp_no_metrics_save int n 0:255 = 0 | Doesn't remember what was learnt of a destination
net.ipv4.tcp_ecn int n 0:5 = 2 | Lets routers mark packets instead of dropping them
net.ipv4.tcp_frto int n 0:255 = 2 | Recognises retransmissions that weren't needed
net.ipv4.tcp_early_retrans int n 0:4 = 3 | Retransmits the end of a burst early
net.ipv4.tcp_recovery int n 0:255 = 1 | Recognises losses by time
net.ipv4.tcp_reordering int n 1: = 3 | Reordering assumed at first
net.ipv4.tcp_max_reordering int n 1: = 300 | Most reordering assumed
net.ipv4.tcp_rfc1337 int n 0:255 = 0 | Ignores resets in TIME_WAIT
net.ipv4.tcp_stdurg int n 0:255 = 0 | Reads the urgent pointer as the host requirements say
net.ipv4.tcp_abort_on_overflow int n 0:255 = 0 | Resets connections that a full accept queue can't take, instead of letting the client try again
net.ipv4.tcp_autocorking int n 0:1 = 1 | Joins small writes
net.ipv4.tcp_limit_output_bytes int n @bytes = 4194304 | Data of one socket that may wait in the queues of an interface
net.ipv4.tcp_challenge_ack_limit int n = 2147483647 | Challenges a second
net.ipv4.tcp_invalid_ratelimit int n 0: @ms = 500 | Least time between answers to invalid packets
net.ipv4.tcp_thin_linear_timeouts int n 0:255 = 0 | Keeps the pace of retransmissions of thin streams
net.ipv4.tcp_migrate_req int n 0:1 >5.14 = 0 | Hands half open connections on when their listening socket closes
net.ipv4.tcp_min_tso_segs int n 1:255 = 2 | Least segments in one packet to the interface
net.ipv4.tcp_tso_win_divisor int n 0:255 = 3 | Share of the window in one packet to the interface
net.ipv4.tcp_pacing_ss_ratio int n 0:1000 @% = 200 | Pace in slow start
net.ipv4.tcp_pacing_ca_ratio int n 0:1000 @% = 120 | Pace after slow start
net.ipv4.tcp_ecn_fallback int n 0:1 = 1 | Opens connections without marks when marks fail
net.ipv4.tcp_shrink_window int n 0:1 >6.6 = 0 | Lets the window shrink
net.ipv4.tcp_workaround_signed_windows int n 0:255 = 0 | Assumes that windows are signed without scaling
net.ipv4.icmp_echo_ignore_all int n 0:1 = 0 | Answers no ping
net.ipv4.icmp_echo_ignore_broadcasts int n 0:1 = 1 | Answers no ping to broadcasts
net.ipv4.icmp_ignore_bogus_error_responses int n 0:1 = 1 | Doesn't log answers that break the rules
net.ipv4.icmp_ratelimit int n 0: @ms = 1000 | Least time between error messages to one destination
net.ipv4.igmp_max_memberships int n = 20 | Multicast groups of one socket
net.ipv4.ipfrag_high_thresh int n @bytes = 4194304 | Memory for putting fragments together
net.ipv4.ipfrag_low_thresh int n @bytes = 3145728 | Memory down to which fragments are dropped
net.ipv4.ipfrag_time int n @s = 30 | How long fragments are kept
net.ipv4.fib_multipath_hash_policy int n 0:3 = 0 | What chooses among equal routes
net.ipv4.route.max_size int h | Has no effect since Linux 3.6
net.ipv4.neigh.default.gc_thresh1 int h = 128 | Neighbours that are always kept
net.ipv4.neigh.default.gc_thresh2 int h = 512 | Neighbours from which old ones are dropped after five seconds
net.ipv4.neigh.default.gc_thresh3 int h = 1024 | Most neighbours
net.ipv4.conf.*.rp_filter int n = 0 | Drops packets whose sender couldn't be reached that way: 1 strict, 2 loose
net.ipv4.conf.*.accept_redirects int n | Follows redirects
net.ipv4.conf.*.secure_redirects int n = 1 | Follows redirects of gateways only
net.ipv4.conf.*.send_redirects int n = 1 | Sends redirects
net.ipv4.conf.*.accept_source_route int n | Lets senders choose the route
net.ipv4.conf.*.log_martians int n = 0 | Logs packets with impossible addresses
net.ipv4.conf.*.arp_announce int n = 0 | Which address is announced
net.ipv4.conf.*.arp_ignore int n = 0 | Which questions for addresses are answered
net.ipv4.conf.*.arp_filter int n = 0 | Answers only on the interface that the route uses
net.ipv4.conf.*.forwarding int n | Passes on packets of others
net.ipv4.conf.*.route_localnet int n = 0 | Routes 127.0.0.0/8
net.ipv4.conf.*.promote_secondaries int n = 0 | Keeps further addresses when the first goes
net.ipv4.conf.*.shared_media int n = 1 | Assumes several networks on one wire
net.ipv4.conf.*.drop_gratuitous_arp int n = 0 | Ignores unasked announcements
net.ipv6.conf.*.disable_ipv6 int n = 0 | Turns IPv6 off
net.ipv6.conf.*.accept_ra int n = 1 | Takes addresses from routers
net.ipv6.conf.*.accept_redirects int n | Follows redirects
net.ipv6.conf.*.accept_source_route int n = 0 | Lets senders choose the route
net.ipv6.conf.*.forwarding int n = 0 | Passes on packets of others
net.ipv6.conf.*.use_tempaddr int n = 0 | Uses temporary addresses
net.ipv6.conf.*.autoconf int n = 1 | Makes addresses by itself
net.ipv6.bindv6only int n 0:255 = 0 | IPv6 sockets don't take IPv4 connections
net.ipv6.neigh.default.gc_thresh1 int h = 128 | Neighbours that are always kept
net.ipv6.neigh.default.gc_thresh2 int h = 512 | Neighbours from which old ones are dropped after five seconds
net.ipv6.neigh.default.gc_thresh3 int h = 1024 | Most neighbours
net.ipv6.route.max_size int n | Most routes in the cache
net.netfilter.nf_conntrack_max int h @connections | Most connections that the firewall tracks; with Docker every published one counts
net.netfilter.nf_conntrack_buckets int h | Size of the table of tracked connections
net.netfilter.nf_conntrack_tcp_timeout_established int n @s = 432000 | How long a silent tracked connection is remembered
net.netfilter.nf_conntrack_tcp_timeout_time_wait int n @s = 120 | How long a closed tracked connection is remembered
net.netfilter.nf_conntrack_tcp_timeout_close_wait int n @s = 60 | How long a half closed tracked connection is remembered
net.netfilter.nf_conntrack_tcp_timeout_fin_wait int n @s = 120 | How long a closing tracked connection is remembered
net.netfilter.nf_conntrack_generic_timeout int n @s = 600 | How long other tracked traffic is remembered
net.netfilter.nf_conntrack_helper int n <6.0 = 0 | Chose helpers by itself; kernels no longer have it
net.nf_conntrack_max int h @connections | The same as net.netfilter.nf_conntrack_max
net.bridge.bridge-nf-call-iptables int n = 1 | Shows bridged packets to iptables
net.bridge.bridge-nf-call-ip6tables int n = 1 | Shows bridged packets to ip6tables
net.bridge.bridge-nf-call-arptables int n = 1 | Shows bridged packets to arptables
fs.file-max int h 0: @files | Most open files of the whole system; systemd raises it to the maximum
fs.nr_open int h @files = 1048576 | Highest limit of open files that one process can be given
fs.aio-max-nr int h = 65536 | Most asynchronous requests at once
fs.inotify.max_user_watches int h | Files that one user may watch
fs.inotify.max_user_instances int h = 128 | Watchers that one user may open
fs.inotify.max_queued_events int h = 16384 | Events that wait for a watcher
fs.suid_dumpable int h 0:2 = 0 | Whether programs with raised rights leave core dumps
fs.pipe-max-size int h @bytes = 1048576 | Largest pipe without privileges
fs.protected_hardlinks int h 0:1 | Restricts hard links
fs.protected_symlinks int h 0:1 | Restricts symbolic links in shared folders
fs.protected_fifos int h 0:2 | Restricts pipes in shared folders
fs.protected_regular int h 0:2 | Restricts files in shared folders
fs.mqueue.msg_max int i = 10 | Messages in a POSIX queue
fs.mqueue.msgsize_max int i @bytes = 8192 | Size of a message in a POSIX queue
fs.mqueue.queues_max int i = 256 | POSIX queues
vm.overcommit_memory int h 0:2 = 0 | Whether the kernel promises more memory than there is: 0 by guess, 1 always, 2 never. Redis asks for 1
vm.overcommit_ratio int h @% = 50 | Share of the memory that is promised when overcommit_memory is 2
vm.overcommit_kbytes int h @KiB = 0 | Memory that is promised when overcommit_memory is 2
vm.swappiness int h 0:200 = 60 | How readily the kernel swaps; up to 100 before Linux 5.8
vm.max_map_count int h 0: = 65530 | Memory mappings of one process
vm.dirty_ratio int h 0:100 @% = 20 | Unwritten data at which writers have to wait
vm.dirty_background_ratio int h 0:100 @% = 10 | Unwritten data at which writing begins
vm.dirty_bytes int h @bytes = 0 | The same as dirty_ratio in bytes
vm.dirty_background_bytes int h @bytes = 0 | The same as dirty_background_ratio in bytes
vm.dirty_expire_centisecs int h 0: @cs = 3000 | Age at which data is written
vm.dirty_writeback_centisecs int h 0: @cs = 500 | How often the kernel looks for data to write; 0 never
vm.vfs_cache_pressure int h 0: @% = 100 | How readily names of files are forgotten
vm.min_free_kbytes int h 0: @KiB | Memory that is kept free
vm.zone_reclaim_mode int h 0: = 0 | Frees memory near a CPU before it takes it from afar
vm.nr_hugepages int h | Huge pages set aside
vm.nr_overcommit_hugepages int h = 0 | Further huge pages on demand
vm.panic_on_oom int h 0:2 = 0 | Stops the system when memory runs out
vm.oom_kill_allocating_task int h = 0 | Ends the process that asks when memory runs out
vm.watermark_scale_factor int h 1:3000 = 10 | How early the kernel begins to free memory
vm.compaction_proactiveness int h 0:100 >5.9 = 20 | How eagerly free memory is put together
vm.page-cluster int h 0: = 3 | Pages read at once from swap, as a power of two
vm.mmap_min_addr int h @bytes = 65536 | Lowest address that programs may map
vm.mmap_rnd_bits int h | Randomness of addresses
vm.mmap_rnd_compat_bits int h | Randomness of addresses of 32-bit programs
vm.unprivileged_userfaultfd int h 0:1 = 0 | Lets programs handle their own page faults
vm.laptop_mode int h = 0 | Writes rarely, to let disks rest
vm.admin_reserve_kbytes int h @KiB = 8192 | Memory kept for the administrator
vm.user_reserve_kbytes int h @KiB = 131072 | Memory kept for users
kernel.pid_max int h = 32768 | Highest process id; systemd raises it
kernel.threads-max int h | Most threads
kernel.panic int h @s = 0 | Restarts after a crash of the kernel; 0 never
kernel.panic_on_oops int h 0: = 0 | Crashes on errors that could be survived
kernel.sysrq int h | Which keys of the emergency console work
kernel.core_pattern string h = core | Name of core dumps, or the program that takes them
kernel.core_uses_pid int h = 0 | Adds the process id to it
kernel.randomize_va_space int h = 2 | Randomness of addresses
kernel.shmmax int i @bytes = 18446744073692774399 | Largest segment of shared memory
kernel.shmall int i @pages = 18446744073692774399 | Shared memory in all
kernel.shmmni int i = 4096 | Segments of shared memory
kernel.shm_rmid_forced int i 0:1 = 0 | Removes shared memory that nobody uses
kernel.sem string i = 32000 1024000000 500 32000 | Limits of semaphores
kernel.msgmax int i 0: @bytes = 8192 | Longest message of a queue
kernel.msgmnb int i 0: @bytes = 16384 | Size of a queue
kernel.msgmni int i 0: = 32000 | Queues
kernel.domainname string i | NIS name of the domain
kernel.hostname string h | Name of the host
kernel.sched_autogroup_enabled int h 0:1 = 1 | Shares CPU time by session
kernel.sched_rt_runtime_us int h -1: @us = 950000 | CPU time of real-time programs in each period
kernel.sched_migration_cost_ns int h <5.13 @ns = 500000 | Time for which a program counts as warm on its CPU; it moved to debugfs
kernel.sched_min_granularity_ns int h <5.13 @ns | Least turn of a program; it moved to debugfs
kernel.sched_wakeup_granularity_ns int h <5.13 @ns | Advantage of a running program; it moved to debugfs
kernel.sched_latency_ns int h <5.13 @ns | Period in which each program gets a turn; it moved to debugfs
kernel.numa_balancing int h 0:3 | Moves memory to where it is used
kernel.printk string h | Levels of kernel messages
kernel.dmesg_restrict int h 0:1 | Who may read kernel messages
kernel.kptr_restrict int h 0:2 | Who sees addresses of the kernel
kernel.perf_event_paranoid int h -1: = 2 | Who may measure
kernel.yama.ptrace_scope int h 0:3 | Which processes may be debugged
kernel.unprivileged_bpf_disabled int h 0:2 | Who may load BPF programs
kernel.unprivileged_userns_clone int h 0:1 | Who may make user namespaces, on Debian
kernel.kexec_load_disabled int h 0:1 = 0 | Forbids loading another kernel
kernel.hung_task_timeout_secs int h 0: @s = 120 | Waiting time after which a task is reported
kernel.nmi_watchdog int h 0:1 | Recognises CPUs that hang
kernel.watchdog int h 0:1 | Recognises CPUs that hang
kernel.softlockup_panic int h 0:1 = 0 | Crashes when a CPU hangs
kernel.modules_disabled int h 0:1 = 0 | Forbids loading modules
kernel.io_uring_disabled int h 0:2 >6.6 = 0 | Who may use io_uring
kernel.keys.maxkeys int h = 200 | Keys of one user
kernel.keys.maxbytes int h @bytes = 20000 | Memory for the keys of one user
user.max_user_namespaces int h | User namespaces of one user
dev.tty.ldisc_autoload int h 0:1 | Loads line disciplines on demand
`;
