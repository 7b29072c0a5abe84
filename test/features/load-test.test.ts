import { expect, test } from 'vitest';
import {
  breakage,
  firstBroken,
  isLoopback,
  loadTestAddress,
  loadTestScript,
  type Measured,
  readReport,
} from '../../server/src/features/load-test';

test.each([
  ['localhost', 'http://localhost/', 'localhost'],
  ['localhost:8080/api?x=1#top', 'http://localhost:8080/api?x=1', 'localhost'],
  ['https://shop.example/api', 'https://shop.example/api', 'shop.example'],
  ['http://[::1]:8000', 'http://[::1]:8000/', '[::1]'],
])('the address %s', (text, address, host) => {
  expect(loadTestAddress(text)).toEqual({ address, host });
});

test.each(['', 'ftp://localhost/', 'http://', 'not an address', 'file:///etc/passwd'])('no address: %s', (text) => {
  expect(loadTestAddress(text)).toBeUndefined();
});

test.each([
  ['localhost', true],
  ['shop.localhost', true],
  ['127.0.0.1', true],
  ['[::1]', true],
  ['10.0.0.1', false],
  ['localhost.example', false],
])('%s is this machine: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

test('the script holds each run, and nothing of an address is run', () => {
  const { address } = loadTestAddress("http://localhost/a'$(reboot)`")!;
  const script = loadTestScript(address);
  expect(script.match(/^ab .*$/gm)).toEqual(
    ['-n 10000 -c 100', '-n 1000 -c 10', '-n 1000 -c 50', '-n 1000 -c 100', '-n 1000 -c 200'].map(
      (run) => `ab -l -r ${run} 'http://localhost/a%27$(reboot)%60'`,
    ),
  );
});

const run = (atOnce: number, found: Partial<Measured> = {}): Measured => ({
  requests: 1_000,
  atOnce,
  perSecond: 500,
  mean: 20,
  slowest: 40,
  failed: 0,
  refused: 0,
  ...found,
});

test('a report of ab', () => {
  const report = `
Complete requests:      1000
Failed requests:        1500
   (Connect: 0, Receive: 500, Length: 0, Exceptions: 1000)
Non-2xx responses:      12
Requests per second:    1176.82 [#/sec] (mean)
Time per request:       1.700 [ms] (mean)
Time per request:       0.850 [ms] (mean, across all concurrent requests)

  90%      7
  95%      9
`;
  const step = { requests: 1_000, atOnce: 10 };
  const expected = { ...step, perSecond: 1176.82, mean: 1.7, slowest: 9, failed: 1_000, refused: 12 };
  expect(readReport(step, report)).toEqual(expected);
  expect(readReport(step, 'apr_socket_connect(): Connection refused (111)')).toBeUndefined();
});

test.each([
  ['it holds', run(10), undefined],
  ['no answer', run(10, { failed: 3 }), '3 of 1,000 requests got no whole answer'],
  ['another status', run(10, { refused: 4 }), '4 of 1,000 requests got another status than 2xx'],
  ['too slow', run(10, { slowest: 1_500 }), 'one in twenty took more than 1,500 ms'],
  ['nothing known of the slowest', run(10, { slowest: undefined }), undefined],
])('%s', (_, measured, expected) => {
  expect(breakage(measured)).toBe(expected);
});

test('it breaks at the least number at once', () => {
  expect(firstBroken([run(100, { failed: 1 }), run(10), run(50, { failed: 1 })])?.atOnce).toBe(50);
  expect(firstBroken([run(10)])).toBeUndefined();
});
