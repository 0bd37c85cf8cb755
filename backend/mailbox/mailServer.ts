import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** A mail server of a demo. */
export interface MailServer {
  /** With the name and the password of the only sender that it takes mail from. */
  url: string;
  close(): Promise<void>;
}

const USER = "demo";
/** The largest mail, with a report's files. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_CLIENTS = 20;
/** Ours have one. */
const MOST_RECIPIENTS = 10;
/** Whoever is still connected when the demo ends waits for nothing. */
const CLOSE_MS = 500;
const refusal = (responseCode: number, what: string) => Object.assign(new Error(what), { responseCode });

/**
 * Takes mail on this machine alone, of whoever has the password, so that another program here that tries the port puts
 * nothing before the visitor.
 *
 * @param take what becomes of a mail; what rejects is refused for ever
 */
export async function openMailServer(
  password: string,
  take: (recipients: string[], raw: Buffer) => Promise<void>,
): Promise<MailServer> {
  const server = new SMTPServer({
    // Nothing leaves the machine that TLS would hide, and nobody's name is looked up.
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    authMethods: ["PLAIN"],
    disableReverseLookup: true,
    size: MOST_BYTES,
    rejectOversized: true,
    maxRecipients: MOST_RECIPIENTS,
    maxClients: MOST_CLIENTS,
    closeTimeout: CLOSE_MS,
    logger: false,
    onAuth: (given, _session, done) =>
      given.username === USER && given.password === password
        ? done(null, { user: USER })
        : done(refusal(535, "only the demo sends here")),
    onData(stream, { envelope }, done) {
      let pieces: Buffer[] = [];
      stream.on("data", (piece: Buffer) => {
        // What is too large is read to its end, as the protocol wants, and not kept.
        if (stream.sizeExceeded) pieces = [];
        else pieces.push(piece);
      });
      stream.on("end", () => {
        if (stream.sizeExceeded) return done();
        const recipients = envelope.rcptTo.map(({ address }) => address);
        take(recipients, Buffer.concat(pieces)).then(
          () => done(),
          () => done(refusal(554, "it cannot be read as a mail")),
        );
      });
    },
  });
  // The connection broke: its sender reports what became of the mail.
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://${USER}:${password}@127.0.0.1:${port}?ignoreTLS=true`,
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}
