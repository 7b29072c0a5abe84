import { fastOpen } from '../../knowledge/system/fast-open';
import { system } from '../../knowledge/tiers';
import { numbersInForce, undecided } from '../../stack/system/values';
import { sysctlRule } from '../rule';

const KEY = 'net.ipv4.tcp_fastopen';

export default sysctlRule({
  summary: 'TCP fast open is not on for both clients and servers',
  severity: 'information',
  guide: 'System › Kernel parameters',
  settings: [KEY],
  checklist: 'Tune kernel parameters (`somaxconn`, `tcp_fastopen`)',
  why: 'With fast open, a client that comes back sends its request in the first packet and saves one round trip. Bit 1 lets programs of the host do so when they connect, bit 2 lets them accept it; 3 is both. Programs have to ask for it too, as nginx with `listen … fastopen=`.',
  price:
    'A request in the first packet can arrive twice, so nginx’s documentation asks for care where requests must not be repeated. Some firewalls drop such packets.',
  unless: 'Connections stay open for many requests, or clients are to be kept from being recognised by the cookie.',
  sources: [
    'https://docs.kernel.org/networking/ip-sysctl.html',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
  ],
  examples: [
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_fastopen = 1
                        ^ information: servers do not accept it
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_fastopen = 3
`,
    },
  ],
  *check(set) {
    const doubt = undecided(set, KEY);
    if (doubt) yield doubt;
    const inForce = numbersInForce(set, KEY);
    if (!inForce) return;
    const { setting, numbers } = inForce;
    const bits = numbers[0]!;
    // Bits that mean nothing are another rule's business.
    if (bits < 0 || (bits & ~fastOpen.all) !== 0) return;
    const both = fastOpen.client | fastOpen.server;
    if ((bits & both) === both) return;
    const wanted = bits | system.tcpFastopen;
    const missing =
      (bits & fastOpen.client) !== 0
        ? 'clients use it, but servers do not accept it'
        : (bits & fastOpen.server) !== 0
          ? 'servers accept it, but clients of this host do not use it'
          : 'it is off';
    yield {
      at: setting.atValue,
      setting: KEY,
      value: setting.text,
      message: `TCP fast open saves a round trip on each new connection; with ${bits}, ${missing}. ${wanted} turns on both.`,
      fixes: [{ title: `Set ${KEY} to ${wanted}`, safety: 'safe', edits: setting.set(String(wanted)) }],
    };
  },
});
