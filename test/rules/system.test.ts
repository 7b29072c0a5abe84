import { describe, test } from 'vitest';
import { checkCase } from '../support/laws';

// Cases beside the rules' own examples: what they find in other forms, and what they leave alone.
const NGINX = (server: string) => `
//- etc/nginx/nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
}
http {
${server}
}
`;

const cases: Record<string, Record<string, string>> = {
  'system/somaxconn': {
    'more than asked for': `
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 262144
`,
    'hexadecimal, and with slashes': `
//- etc/sysctl.d/99-tuning.conf
net/core/somaxconn=0x400
                   ^^^^^ warning: 1024
`,
    'the last file decides': `
//- etc/sysctl.d/50-low.conf
net.core.somaxconn = 128
//- etc/sysctl.d/99-high.conf
net.core.somaxconn = 65535
`,
    'in development nothing is asked': `
//- etc/sysctl.d/99-dev.conf
# headroom: profile=development
net.core.somaxconn = 128
`,
    'a template fills it in': `
//- etc/sysctl.d/99-tuning.conf.j2
net.core.somaxconn = {{ somaxconn }}
`,
    'what the kernel refuses is another rule’s': `
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 64k
`,
    'a remark stays': `
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 1024 # for nginx
                     ^^^^^^^^^^^^^^^^ warning: 1024
`,
  },
  'system/ip-local-port-range': {
    'any wide range': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 15000 65000
net.ipv4.tcp_fastopen = 3
`,
    'the guide’s': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 1024	65535
`,
    'one number': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 10240
                               ^^^^^ error: write both
`,
    'with a hyphen': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 10240-65535
                               ^^^^^^^^^^^ error: between blanks
`,
    'above the last port': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 10240 70000
                               ^^^^^^^^^^^ error: up to 65535
`,
    'below the first port without privileges': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 1000 65535
                               ^^^^^^^^^^ error: ip_unprivileged_port_start, 1024
`,
    'unless that is lower, too': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_unprivileged_port_start = 80
net.ipv4.ip_local_port_range = 1000 65535
`,
    'errors hold in development': `
//- etc/sysctl.d/99-dev.conf
# headroom: profile=development
net.ipv4.ip_local_port_range = 61000 32768
                               ^^^^^^^^^^^ error: lower port first
`,
  },
  'system/tcp-fastopen': {
    off: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_fastopen = 0
                        ^ information: it is off
`,
    'further bits stay': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_fastopen = 0x402
                        ^^^^^ information: 1027 turns on both
`,
    'more than both': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_fastopen = 1027
`,
    'bits without meaning are another rule’s': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_fastopen = 8
`,
  },
  'system/fastopen-bits': {
    'every bit': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_fastopen = -1
                        ^^ warning: sets every bit
`,
    'all bits that there are': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_fastopen = 0x607
`,
  },
  'system/tcp-rmem': {
    'larger than asked for': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_rmem = 8192 262144 67108864
`,
    'older kernels start with 87380 themselves': `
//- headroom.yaml
host:
  kernel: 4.15
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_rmem = 4096 87380 16777216
`,
    'newer kernels have a larger maximum': `
//- headroom.yaml
host:
  kernel: 6.18
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_rmem = 4096 131072 16777216
                    ^^^^^^^^^^^^^^^^^^^^ information: less than without this line; 33554432
`,
    'two numbers': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_rmem = 4096 87380
                    ^^^^^^^^^^ error: leaves the third as it was
`,
    'the third is too large': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_rmem = 4096 131072 4294967296
                    ^^^^^^^^^^^^^^^^^^^^^^ error: takes the first two
`,
    commas: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_rmem = 4096,87380,16777216
                    ^^^^^^^^^^^^^^^^^^^ error: three numbers
`,
  },
  'system/tcp-wmem': {
    'a larger first size is fine': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_wmem = 8192 65536 16777216
`,
    'a smaller one is not': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_wmem = 4096 8192 16777216
                    ^^^^^^^^^^^^^^^^^^ information: own 16384
`,
  },
  'system/sysctl-value': {
    'words, fractions, numbers below the range': `
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = -1
                     ^^ error: from 0 on
vm.swappiness = on
                ^^ error: a number
net.ipv4.tcp_keepalive_probes = 256
                                ^^^ error: from 0 to 255
net.ipv4.ip_local_reserved_ports = 8080, 9090
                                   ^^^^^^^^^^ error: without blanks
`,
    'what the kernel takes': `
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 0x1000
net.ipv4.tcp_fin_timeout = -1
net.ipv4.tcp_syncookies = 3
net.ipv4.ip_local_reserved_ports = 8080,9000-9100
net.ipv4.ip_local_reserved_ports =
kernel.core_pattern = |/bin/false
kernel.domainname = 12monkeys
`,
    'keys of which nothing is known, templates and quotes': `
//- etc/sysctl.d/99-tuning.conf.j2
my.own.key = 64k
net.core.somaxconn = {{ somaxconn }}k
net.ipv4.tcp_fin_timeout = "15"
`,
  },
  'system/sysctl-removed': {
    'a dash says that it may be missing': `
//- etc/sysctl.d/99-tuning.conf
-net.ipv4.tcp_tw_recycle = 0
`,
    'an old kernel still has it': `
//- headroom.yaml
host:
  kernel: 4.9
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_tw_recycle = 0
`,
    'some kernels have it, and the line only makes sure': `
//- etc/sysctl.d/30-security.conf
net.netfilter.nf_conntrack_helper = 0
`,
    'the kernel is known': `
//- headroom.yaml
host:
  kernel: 6.1
//- etc/sysctl.d/30-security.conf
net.netfilter.nf_conntrack_helper = 0
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: gone since Linux 6.0
`,
  },
  'system/sysctl-overridden': {
    'in the same file': `
//- etc/sysctl.d/99-tuning.conf
vm.swappiness = 60
                ^^ information: Line 2
vm.swappiness = 10
`,
    'the same value again': `
//- etc/sysctl.d/50-a.conf
vm.swappiness = 10
//- etc/sysctl.d/99-b.conf
vm.swappiness=10
`,
    'an administrator’s file overrides a package’s': `
//- usr/lib/sysctl.d/50-default.conf
kernel.sysrq = 16
//- etc/sysctl.d/99-local.conf
kernel.sysrq = 0
`,
    'the two readers may differ about sysctl.conf': `
//- etc/sysctl.d/99-tuning.conf
vm.swappiness = 10
                ^^ information: systemd sets 10 at boot
//- etc/sysctl.conf
vm.swappiness = 60
`,
    'and nobody knows where the link is not in view': `
//- etc/sysctl.d/99-a.conf
vm.swappiness = 10
                ^^ information: not in view
//- etc/sysctl.conf
vm.swappiness = 60
`,
    'a pattern and its exception': `
//- etc/sysctl.d/50-default.conf
net.ipv4.conf.default.rp_filter = 2
net.ipv4.conf.*.rp_filter = 1
-net.ipv4.conf.all.rp_filter
`,
  },
  'system/inline-comment': {
    'a mark in a core pattern': `
//- etc/sysctl.d/99-tuning.conf
kernel.core_pattern = /var/crash/core #%p
`,
    'a semicolon': `
//- etc/sysctl.d/99-tuning.conf
vm.swappiness = 10 ; low
                   ^^^^^ information: by accident
`,
    'of a list of ports': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_reserved_ports = 8080 # nginx
                                        ^^^^^^^ error: part of the value
`,
    'on a line of its own': `
//- etc/sysctl.d/99-tuning.conf
# low
vm.swappiness = 10
; and this
`,
  },
  'system/syncookies-off': {
    'always on is a test setting, but not off': `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_syncookies = 2
`,
  },
  'system/max-tw-buckets': {
    raised: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_max_tw_buckets = 1440000
`,
  },
  'system/overcommit-memory': {
    'a Redis that keeps nothing': `
//- etc/sysctl.d/99-tuning.conf
vm.overcommit_memory = 0
//- redis.conf
maxmemory 512mb
save ""
appendonly no
`,
    'Redis takes snapshots unless told otherwise': `
//- etc/sysctl.d/99-tuning.conf
vm.overcommit_memory = 2
                       ^ warning: taking snapshots
//- redis.conf
maxmemory 512mb
`,
    'without Redis nothing is asked': `
//- etc/sysctl.d/99-tuning.conf
vm.overcommit_memory = 2
`,
    'of two hosts, nobody knows on which Redis runs': `
//- a/etc/sysctl.d/99-tuning.conf
vm.overcommit_memory = 0
//- b/etc/sysctl.d/99-tuning.conf
vm.swappiness = 1
//- redis.conf
appendonly yes
`,
  },
  'system/nofile': {
    'both limits at once, and soft alone': `
//- etc/security/limits.d/90-app.conf
www-data - nofile 8192
                  ^^^^ warning: 8192 open files
redis soft nofile 4096
                  ^^^^ warning: 4096 open files
`,
    'soft above hard is cut': `
//- etc/security/limits.conf
nginx soft nofile 100000
                  ^^^^^^ warning: cuts it to 65535
nginx hard nofile 65535
`,
    'nearly enough': `
//- etc/security/limits.conf
nginx - nofile 60000
               ^^^^^ information: fewer than the usual 65535
`,
    'enough, or none': `
//- etc/security/limits.conf
nginx soft nofile 65535
nginx hard nofile unlimited
root - nofile 1048576
* - nofile 1048576
`,
    'users who serve nobody, and other items': `
//- etc/security/limits.conf
@students hard nofile 1024
ftp - nofile 512
* hard core 0
`,
    'the last entry of a user decides': `
//- etc/security/limits.conf
nginx - nofile 1024
//- etc/security/limits.d/90-nginx.conf
nginx - nofile 65535
`,
    'a group may be root’s, but root has an entry of its own': `
//- etc/security/limits.conf
* - nofile 65535
root - nofile 65535
`,
    'what PAM reads otherwise is another rule’s': `
//- etc/security/limits.conf
nginx - nofile 64k
`,
    'units of programs that serve few connections': `
//- etc/systemd/system/backup.service
[Service]
ExecStart=/usr/bin/rsync -a / /mnt
LimitNOFILE=1024
`,
    'MongoDB’s own unit': `
//- lib/systemd/system/mongod.service
[Service]
User=mongodb
ExecStart=/usr/bin/mongod --config /etc/mongod.conf
LimitNOFILE=64000
`,
    'Redis raises its soft limit itself': `
//- lib/systemd/system/redis-server.service
[Service]
ExecStart=/usr/bin/redis-server /etc/redis/redis.conf
LimitNOFILE=1024:65535
`,
    'Redis with fewer files than clients': `
//- lib/systemd/system/redis-server.service
[Service]
ExecStart=/usr/bin/redis-server /etc/redis/redis.conf
LimitNOFILE=4096
            ^^^^ warning: few for Redis
`,
    'soft and hard in one': `
//- etc/systemd/system/api.service
[Service]
ExecStart=/srv/app/venv/bin/gunicorn app:app
LimitNOFILE=4096:524288
            ^^^^^^^^^^^ warning: few for gunicorn
`,
    'a drop-in decides': `
//- etc/systemd/system/nginx.service
[Service]
ExecStart=/usr/sbin/nginx
LimitNOFILE=1024
//- etc/systemd/system/nginx.service.d/limits.conf
[Service]
LimitNOFILE=65535
`,
  },
  'system/limits-value': {
    'commas, and units of other items': `
//- etc/security/limits.conf
nginx - nofile 65,535
               ^^^^^^ error: PAM reads 65
app hard memlock 64m
                 ^^^ error: of KiB
app hard memlock 64k
`,
    'numbers and words': `
//- etc/security/limits.conf
nginx - nofile 65535
app - nproc unlimited
app - nice -5
app hard memlock -1
`,
  },
  'system/limitnofile-invalid': {
    'words, units, commas, quotes': `
//- etc/systemd/system/a.service
[Service]
LimitNOFILE=unlimited
            ^^^^^^^^^ error: infinity
LimitNOFILE=65,535
            ^^^^^^ error: systemd ignores
LimitNOFILE=-1
            ^^ error: infinity
LimitNOFILE=65535 # many
            ^^^^^^^^^^^^ error: comment
`,
    'what systemd takes': `
//- etc/systemd/system/a.service
[Service]
LimitNOFILE=65535
LimitNOFILE=1024:65535
LimitNOFILE=infinity
LimitMEMLOCK=64M
`,
  },
  'system/limitnofile-infinity': {
    'the daemon of containers': `
//- etc/systemd/system/containerd.service
[Service]
ExecStart=/usr/bin/containerd
LimitNOFILE=infinity
            ^^^^^^^^ hint: Containers take it over
`,
    'the soft limit is a number': `
//- etc/systemd/system/a.service
[Service]
LimitNOFILE=65535:infinity
`,
  },
  'stack/open-files': {
    'a unit that allows enough': `${NGINX('    server {\n        listen 80;\n    }')}
//- etc/systemd/system/nginx.service
[Service]
ExecStart=/usr/sbin/nginx
LimitNOFILE=65535
`,
    'between the connections and twice as many': `
//- etc/nginx/nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
                       ^^^^^ information: which leaves 2000
}
http {
    server {
        location / {
            proxy_pass http://10.0.0.1:8000;
        }
    }
}
//- etc/systemd/system/nginx.service
[Service]
ExecStart=/usr/sbin/nginx
LimitNOFILE=12000
`,
    'in containers the unit says nothing': `${NGINX('')}
//- docker-compose.yml
services: {}
//- etc/systemd/system/nginx.service
[Service]
LimitNOFILE=1024
`,
  },
  'stack/rlimit-above-hard-limit': {
    'a unit without the capability': `
//- etc/nginx/nginx.conf
worker_processes auto;
worker_rlimit_nofile 200000;
                     ^^^^^^ warning: nginx.service allows
events {
    worker_connections 10000;
}
//- etc/systemd/system/nginx.service
[Service]
User=nginx
ExecStart=/usr/sbin/nginx
LimitNOFILE=65535
`,
    'root may raise it': `
//- etc/nginx/nginx.conf
worker_processes auto;
worker_rlimit_nofile 200000;
events {
    worker_connections 10000;
}
//- etc/systemd/system/nginx.service
[Service]
ExecStart=/usr/sbin/nginx
LimitNOFILE=65535
`,
  },
  'stack/listen-backlog': {
    'one option for two servers of an address': `${NGINX(`    server {
        listen 80;
               ^^ information: asks for 511
        server_name a.example;
    }
    server {
        listen 80;
        server_name b.example;
    }
    server {
        listen 443 ssl;
        listen [::]:443 ssl backlog=4096;
    }`)}
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65535
`,
    'the other server has it': `${NGINX(`    server {
        listen 80;
        server_name a.example;
    }
    server {
        listen 80 backlog=65535;
        server_name b.example;
    }`)}
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65535
`,
    'in containers nothing is known': `${NGINX('    server {\n        listen 80 backlog=65535;\n    }')}
//- docker-compose.yml
services: {}
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 4096
`,
    'of two hosts nothing is known': `${NGINX('    server {\n        listen 80 backlog=65535;\n    }')}
//- a/etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 4096
//- b/etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65535
`,
    'an include out of view may have it': `${NGINX('    include /etc/nginx/sites-enabled/*;\n    server {\n        listen 80;\n    }')}
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65535
`,
    'sockets of their own': `${NGINX('    server {\n        listen unix:/run/app.sock;\n        listen 443 quic;\n    }')}
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65535
`,
  },
  'stack/redis-backlog': {
    'Redis’ own 511 fits': `
//- redis.conf
maxmemory 512mb
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 4096
`,
    'in containers nothing is known': `
//- redis.conf
tcp-backlog 65535
//- compose.yaml
services: {}
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 4096
`,
  },
  'stack/fastopen-listen': {
    'one listen takes part': `${NGINX('    server {\n        listen 80 fastopen=64;\n        listen [::]:80;\n    }')}
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_fastopen = 3
`,
    'every listening socket takes part': `${NGINX('    server {\n        listen 80;\n    }')}
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_fastopen = 0x403
`,
    'for clients only': `${NGINX('    server {\n        listen 80;\n    }')}
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_fastopen = 1
`,
  },
  'stack/port-range-overlap': {
    'reserved ports': `${NGINX('    server {\n        listen 127.0.0.1:8080;\n    }')}
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_reserved_ports = 80,8000-8100
net.ipv4.ip_local_port_range = 1024 65535
`,
    'some of them': `${NGINX('    server {\n        listen 127.0.0.1:8080;\n        listen 9090;\n        listen 443;\n    }')}
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_reserved_ports = 8080
net.ipv4.ip_local_port_range = 1024 65535
                               ^^^^^^^^^^ information: the port 9090 (nginx)
`,
    Redis: `
//- redis.conf
maxmemory 512mb
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 1024 65535
                               ^^^^^^^^^^ information: 6379 (Redis)
`,
    'in containers nothing is known': `
//- redis.conf
maxmemory 512mb
//- docker-compose.prod.yml
services: {}
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 1024 65535
`,
  },
  'stack/host-limits-not-in-container': {
    'nginx without a limit of its own': `${NGINX('')}
//- etc/security/limits.conf
www-data - nofile 65535
//- lib/systemd/system/nginx.service
[Unit]
Description=nginx
[Service]
^^^^^^^^^ information: nginx starts with 1024
ExecStart=/usr/sbin/nginx -g 'daemon on; master_process on;'
`,
    'nginx raises it by itself': `
//- etc/nginx/nginx.conf
worker_processes auto;
worker_rlimit_nofile 65535;
events {
    worker_connections 10000;
}
//- etc/security/limits.conf
www-data - nofile 65535
//- lib/systemd/system/nginx.service
[Service]
ExecStart=/usr/sbin/nginx
`,
    'a unit of which only a drop-in is there': `
//- etc/security/limits.conf
www-data - nofile 65535
//- etc/systemd/system/api.service.d/restart.conf
[Service]
Restart=always
`,
    'Redis raises it by itself': `
//- etc/security/limits.conf
redis - nofile 65535
//- lib/systemd/system/redis-server.service
[Service]
ExecStart=/usr/bin/redis-server /etc/redis/redis.conf
`,
    'limits.conf raises nothing': `
//- etc/security/limits.conf
* hard core 0
//- etc/systemd/system/api.service
[Service]
ExecStart=/srv/api/bin/gunicorn api:app
`,
  },
  'syntax/sysctl': {
    'a command': `
//- etc/sysctl.d/99-tuning.conf
sysctl -w net.core.somaxconn = 65535
^^^^^^^^^^ error: command
`,
    'comments, dashes, patterns': `
//- etc/sysctl.d/99-tuning.conf
# a
; b
-net.ipv4.conf.*.rp_filter = 1
-net.ipv4.conf.all.rp_filter
`,
  },
  'syntax/limits': {
    'three fields, an unknown item, an assignment': `
//- etc/security/limits.conf
root - nofile 65535
*soft nofile 65535
^^^^^^^^^^^^^^^^^^ error: 3 fields
nginx soft nofiles 65535
           ^^^^^^^ error: nofile
nginx soft nofile = 65535
                  ^ error: "="
`,
    'upper case and remarks': `
//- etc/security/limits.conf
nginx SOFT NoFile 65535 # enough
@audio - rtprio 95
someone -
`,
  },
};

for (const [rule, all] of Object.entries(cases)) {
  describe(rule, () => {
    for (const [name, source] of Object.entries(all)) test(name, () => checkCase(rule, source));
  });
}
