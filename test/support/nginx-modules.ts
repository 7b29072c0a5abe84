import { variants } from '../../server/src/knowledge/nginx/directives';
import { atLeast } from '../../server/src/knowledge/nginx/versions';
import type { InstalledNginx } from './real-nginx';

/**
 * Whether the installed nginx can't know the directive: it is another module's or the commercial edition's, came with
 * a later version, or belongs to a module of nginx's own that this one is built without. Names that nobody knows are
 * not foreign.
 */
export function isForeignTo(nginx: InstalledNginx, directive: string): boolean {
  const known = variants(directive);
  if (known.length === 0) return false;
  const own = known.filter((variant) => !variant.commercial && !variant.thirdParty && variant.removed === undefined);
  return own.every(
    (variant) =>
      (variant.since !== undefined && !atLeast(nginx.version, variant.since)) || !isBuilt(nginx, variant.module),
  );
}

function isBuilt(nginx: InstalledNginx, module: string): boolean {
  const optional =
    /^ngx_(http_(v3|geoip|perl|xslt_filter|image_filter|degradation)|mail\w*|stream_geoip|google_perftools|quic_bpf|devpoll|iocp|eventport|kqueue)_module$/;
  return !optional.test(module) || nginx.loadModules.includes(`${module}.so`);
}
