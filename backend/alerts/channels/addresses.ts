import { isMobile } from "./sms.ts";

const MAIL = /^[^\s@<>"(),;:\\]+@[^\s@<>"(),;:\\]+\.[^\s@<>"(),;:\\]+$/;
/** Users, groups and rooms (Messaging API, source objects). */
const LINE = /^[UCR][0-9a-f]{32}$/;
/** A chat by its number, or a public channel or group by its name (Bot API, chat_id). */
const TELEGRAM = /^(-?[1-9]\d{0,18}|@[A-Za-z]\w{3,31})$/;
/** What is wrong with the address of a channel, which its schema cannot say; each begins with the field. */
export function addressFaults(channel: { kind?: unknown; to?: unknown; url?: unknown } | null): string[] {
  // An object of JSON may have anything for its own `toString`.
  const to = typeof channel?.to === "string" ? channel.to : "";
  const url = typeof channel?.url === "string" ? channel.url : "";
  switch (channel?.kind) {
    case "mail":
      return MAIL.test(to) ? [] : ["to: must be an address such as name@example.go.th"];
    case "webhook":
      return URL.canParse(url) ? [] : ["url: must be an address such as https://example.go.th/in"];
    case "line":
      return LINE.test(to)
        ? []
        : ["to: must be an id of LINE, U, C or R and 32 of 0-9 and a-f; it is no name and no phone number"];
    case "telegram":
      return TELEGRAM.test(to)
        ? []
        : ["to: must be the id of a chat, such as -1001234567890, or a name such as @aoc1441"];
    case "push":
      return to === to.toLowerCase()
        ? []
        : ["to: must be the name with which a person signs in, in small letters"];
    case "sms":
      return isMobile(to) ? [] : ["to: must be a mobile number such as 0812345678, or +66812345678"];
    default:
      return [];
  }
}
