/**
 * The bits of net.ipv4.tcp_fastopen.
 *
 * @see https://docs.kernel.org/networking/ip-sysctl.html
 */
export const fastOpen = {
  client: 0x1,
  server: 0x2,
  /** Every listening socket accepts it, without asking for it. */
  allListeners: 0x400,
  /** Every bit that means something. */
  all: 0x607,
} as const;
