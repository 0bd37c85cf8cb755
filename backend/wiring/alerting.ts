import type { Holidays } from "#calendar/holidays.ts";
import { EVERYTHING } from "#wire/access.ts";
import { type Alerts, openAlerts } from "../alerts/alerts.ts";
import type { Means } from "../alerts/channels/channels.ts";
import { openMail } from "../alerts/channels/mail.ts";
import { askedOf, type FigureOf } from "../alerts/channels/picture.ts";
import { openPicturing } from "../alerts/channels/picturing.ts";
import { contactOf, openVapid, SEED_BYTES } from "../alerts/channels/vapid.ts";
import { networksOf } from "../alerts/channels/webhook.ts";
import type { NameOf } from "../alerts/texts/title.ts";
import { METRICS } from "../figures/registry.ts";
import { openPictures } from "../pictures/pictures.ts";
import { inForce } from "../sla/inForce.ts";
import type { Annotations } from "../targets/annotations.ts";
import type { Condition } from "./condition.ts";
import { openLook } from "./look.ts";
import { lookBackOf } from "./lookBack.ts";
import type { Measures } from "./measures.ts";
import type { Opening } from "./opening.ts";
import type { Parties } from "./parties.ts";
import type { Storage } from "./storage.ts";

/** Opens the alerts, what they look at, and all that carries their messages out. */
export function openAlerting(
  opening: Opening,
  rooms: Storage & Parties & Measures & Condition,
  needs: {
    holidays: Holidays;
    annotations: Annotations;
    reportMail: Means["reportMail"];
    /** The link to one of our pages. */
    linkTo: (page: string) => string;
    /** Where a demo's messages end: it rings nobody's phone. */
    mailbox: object | null;
    onChanged: () => void;
  },
): Alerts {
  const { config, clock, onTrouble, onClose } = opening;
  const { store, sources, access, figures, sla, targets, codes } = rooms;
  const names = new Map(
    codes.map(({ kind, code, shortTh, shortEn }) => [`${kind} ${code}`, { th: shortTh, en: shortEn }]),
  );
  const nameOf: NameOf = ({ by, of }, lang) => names.get(`${by} ${of}`)?.[lang] ?? of ?? "";
  const figureOf: FigureOf = async (about, at) =>
    askedOf(about, inForce((await sla.rules()).versions, at), (id) => METRICS.get(id), at);
  const pictures = openPictures({ clock });
  onClose(pictures.close);
  const alerts = openAlerts({
    store,
    clock,
    means: {
      mail: config.mail && openMail(config.mail),
      ...config.outlets,
      allowed: networksOf(config.webhookNetworks),
      reportMail: needs.reportMail,
      nameOf,
      pictureOf: openPicturing({
        read: (signal, deed) => figures.read(EVERYTHING, { class: "pages", signal }, deed),
        figureOf,
        noted: (within) => needs.annotations.list(EVERYTHING, within, null),
        nameOf,
        draw: pictures.draw,
        clock,
        onTrouble,
      }),
      figureOf,
      linkOf: linkOf(needs.linkTo),
    },
    rates: config.rates,
    holidays: needs.holidays,
    vapid: needs.mailbox
      ? null
      : openVapid(
          () => access.secretOf("web push", SEED_BYTES),
          contactOf(config.publicUrl, config.mail?.from),
        ),
    look: openLook({ ...rooms, expectedOf: targets.expected, lampsOf: sources.senderLamps }),
    lookBack: lookBackOf({ store, clock, sla, sources, codes }),
    onChanged: needs.onChanged,
    onTrouble,
  });
  onClose(alerts.stop);
  return alerts;
}

const linkOf =
  (linkTo: (page: string) => string): Means["linkOf"] =>
  (of, at) => {
    if (typeof of === "object" && of !== null) return linkTo(`/alerts?group=${of.group}`);
    const fixed = [
      ...(of === null ? [] : [`episode=${of}`]),
      ...(at === null ? [] : [`asOf=${new Date(at).toISOString()}`]),
    ];
    return linkTo(fixed.length === 0 ? "/alerts" : `/alerts?${fixed.join("&")}`);
  };
