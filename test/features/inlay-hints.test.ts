import { describe, expect, test } from 'vitest';
import { inlayHints } from '../../server/src/features/inlay-hints';
import { workspace } from './support';

/** The file with its hints in double angle brackets. */
const shown = (source: string, kinds: Record<string, boolean> = {}) => {
  const stack = workspace(source);
  const file = stack.file('nginx.conf')!;
  const hints = inlayHints(stack, file, { start: 0, end: file.text.length }, kinds);
  let text = file.text;
  for (const { offset, label } of [...hints].reverse())
    text = `${text.slice(0, offset)}«${label}»${text.slice(offset)}`;
  return text;
};

describe('totals', () => {
  test('connections of all workers', () => {
    expect(shown('worker_processes 4;\nevents { worker_connections 10000; }\n')).toContain(
      'worker_connections 10000;«4 workers × 10000 = 40,000 connections»',
    );
    expect(shown('events { worker_connections 512; }\n')).toContain('«1 worker × 512 = 512 connections»');
  });

  test('auto counts CPUs where they are known, and else there is nothing to tell', () => {
    expect(
      shown(
        '//- headroom.yaml\nhost:\n  cpus: 8\n//- nginx.conf\nworker_processes auto;\nevents { worker_connections 1000; }\n',
      ),
    ).toContain('«8 workers × 1000 = 8,000');
    expect(shown('worker_processes auto;\nevents { worker_connections 1000; }\n')).not.toContain('«');
    expect(shown('worker_processes ${N};\nevents { worker_connections 1000; }\n')).not.toContain('«');
  });

  test('a burst, by the rate of its zone', () => {
    const zone = 'limit_req_zone $uri zone=a:1m rate=10r/s;';
    expect(shown(`events {}\nhttp { ${zone} limit_req zone=a burst=20; }\n`)).toContain(
      'burst=20«the last one waits 2 s»',
    );
    expect(shown(`events {}\nhttp { ${zone} limit_req zone=a burst=20 nodelay; }\n`)).toContain(
      'burst=20«free again after 2 s»',
    );
    expect(shown(`events {}\nhttp { ${zone} limit_req zone=a burst=20 delay=5; }\n`)).toContain('burst=20 delay');
    expect(shown('events {}\nhttp { limit_req zone=b burst=20; }\n')).not.toContain('«');
  });
});

describe('units', () => {
  test('rates and zones', () => {
    expect(shown('events {}\nhttp { limit_req_zone $binary_remote_addr zone=a:10m rate=100r/s; }\n')).toContain(
      'zone=a:10m«≈ 80,000 clients» rate=100r/s«= 1 request every 10 ms»;',
    );
    expect(shown('events {}\nhttp { limit_req_zone $http_x zone=a:10m rate=30r/m; }\n')).toContain(
      'zone=a:10m rate=30r/m«= 1 request every 2 s»;',
    );
    expect(shown('events {}\nhttp { limit_conn_zone $remote_addr zone=a:1m; }\n')).toContain(
      'zone=a:1m«≈ 16,000 clients»',
    );
    expect(shown('events {}\nhttp { proxy_cache_path /c keys_zone=a:1m; }\n')).toContain(
      'keys_zone=a:1m«≈ 8,000 responses»',
    );
  });

  test('long times and raw bytes; what is easy to read stays alone', () => {
    expect(shown('http { proxy_read_timeout 600s; send_timeout 90; }\n')).toContain('600s«= 10 min»; send_timeout 90;');
    expect(shown('http { proxy_read_timeout 10m; client_max_body_size 20m; }\n')).not.toContain('«');
    expect(shown('http { client_max_body_size 10485760; }\n')).toContain('10485760«= 10 MiB»');
  });
});

test('each kind can be turned off, and only the range is looked at', () => {
  const source = 'worker_processes 2;\nevents { worker_connections 10; }\nhttp { send_timeout 600; }\n';
  expect(shown(source, { totals: false })).not.toContain('workers');
  expect(shown(source, { units: false })).not.toContain('min»');
  const stack = workspace(source);
  expect(inlayHints(stack, stack.file('nginx.conf')!, { start: 0, end: 20 })).toEqual([]);
});
