import { root } from "../build/root.ts";
import { openCertificate } from "../http/certificate.ts";
import { openPages, type Pages } from "../http/pages.ts";
import { LIMITS, openServer } from "../http/server.ts";
import type { Opening } from "./opening.ts";

/**
 * Opens the web server with its certificate and the files of the pages. It starts to listen after everything else has
 * started.
 */
export async function openWeb({ config, clock, onTrouble, onClose }: Opening, dev: boolean) {
  const { basePath, frameAncestors } = config;
  const certificate = config.tls && openCertificate(config.tls, { clock, onTrouble });
  const http = openServer(LIMITS, basePath, certificate?.pair);
  onClose(http.ended);
  if (certificate) onClose(certificate.follow(http.renew));
  const pages: Pages = await openPages({ root, server: http.server, dev, basePath, frameAncestors });
  onClose(pages.close);
  return { http, certificate, pages };
}

export type Web = Awaited<ReturnType<typeof openWeb>>;
