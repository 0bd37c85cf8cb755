import type { ChannelWords } from "./channelWords.th.ts";

export const words: ChannelWords = {
  channel: "Channel",
  channels: {
    mail: "Mail",
    webhook: "Webhook",
    line: "LINE",
    telegram: "Telegram",
    sms: "SMS",
    push: "Web Push",
  },
  notSetUp: (channel) => `${channel} (not set up on this server)`,
  addresses: {
    mail: { label: "Mail address", hint: "such as duty@example.go.th" },
    webhook: {
      label: "Webhook’s address",
      hint: "such as https://alerts.example.go.th/in; each message is signed",
    },
    line: {
      label: "LINE user or group id",
      hint: "U, C or R and 32 of 0–9 and a–f, as the official account’s webhook gives it; not the LINE ID by which friends are added",
    },
    telegram: {
      label: "Telegram chat id",
      hint: "such as -1001234567890; first add the bot to the group, or talk to it",
    },
    sms: {
      label: "Mobile number",
      hint: "such as 0812345678; long messages are shortened, their link stays",
    },
    push: {
      label: "The recipient’s user name",
      hint: "the name to sign in with; that person switches it on in the own phone or browser, at “Mine” on this page",
    },
  },
  testing: (name) => `Sending a test to ${name}`,
  took: (channel, code) => `${channel} took the message (${code})`,
  got: (channel, code) => `${channel} says that it arrived (${code})`,
  noReceipt: "whether it was read is not known",
  id: (id) => `message ${id}`,
  notTaken: (channel) => `${channel} did not take the test`,
  notYet: (channel, at) => `${channel} has not taken the test yet; it is tried again at ${at}`,
  inDoubt: (channel) => `${channel} may or may not have taken the test`,
  waits: (channel) => `${channel} has not answered yet`,
  said: (said) => `its answer: “${said}”`,
  otherwise: "otherwise by",
  entry: (number) =>
    number === 1 ? "Channel 1" : `Channel ${number}, for when channel ${number - 1} does not take a message`,
  add: "Add a further channel",
  remove: (number) => `Remove channel ${number}`,
  format: "Format",
  formats: { standard: "Standard Webhooks", alertmanager: "Alertmanager, version 4" },
  gone: "Gone",
  goneNote: (url, at) =>
    `${url} said at ${at} that it is gone (410): nothing is sent there, and messages go by the next channel`,
  switchOn: "Switch on again",
  switchedOn: (name) => `${name} is sent to again`,
  lineQuota: "This month’s messages at LINE",
  rates: "Messages in the last 10 minutes",
  sentOf: (channel, sent, most) => `${channel} ${sent} of ${most}`,
  rooms: {
    high: "Room for high alerts only",
    none: "Full",
  },
  over: "What is over goes to each recipient in a digest when there is room",
};
