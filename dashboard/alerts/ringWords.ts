import type { Lang } from "#wire/live.ts";
import type { Obstacle } from "./ring.ts";

const th = {
  title: "แจ้งเตือนในเครื่องนี้ (Web Push)",
  on: "เครื่องนี้รับแจ้ง",
  onSince: (at: string) => `เปิดรับตั้งแต่ ${at} เหตุจะแสดงบนหน้าจอแม้ไม่ได้เปิดหน้านี้`,
  off: "ยังไม่ได้เปิดรับ",
  offNote: "เมื่อเปิดรับ เหตุจะแสดงบนหน้าจอของเครื่องนี้แม้ไม่ได้เปิดหน้านี้",
  elsewhere: "เครื่องอื่นรับแจ้ง",
  elsewhereNote: (browser: string, at: string) =>
    `เปิดรับที่ ${browser} ตั้งแต่ ${at} แต่ละคนรับได้เครื่องเดียว ถ้าเปิดรับที่นี่ เครื่องนั้นจะไม่รับแจ้งอีก`,
  gone: "เครื่องที่เปิดรับไว้หายไป",
  goneNote: (browser: string, at: string) =>
    `ผู้ให้บริการแจ้งว่าไม่มี ${browser} เครื่องนั้นแล้วตั้งแต่ ${at} จึงไม่มีเครื่องใดรับแจ้ง ต้องเปิดรับใหม่`,
  unknownBrowser: "เบราว์เซอร์ที่ไม่รู้จัก",
  switchOn: "เปิดรับที่เครื่องนี้",
  moveHere: "ย้ายมารับที่เครื่องนี้",
  switchOff: "เลิกรับ",
  hears: (names: string) => `รับแจ้งในฐานะ: ${names}`,
  hearsNothing: "ยังไม่มีผู้รับที่ใช้ชื่อผู้ใช้ของคุณ จึงยังไม่มีเหตุส่งมา ให้ผู้ดูแลระบบเพิ่มผู้รับช่องทาง Web Push ด้วยชื่อผู้ใช้ของคุณ",
  notSentHere: "ระบบนี้ไม่ส่ง Web Push ระบบสาธิตไม่ส่งข้อความถึงใคร",
  obstacles: {
    "not-secure": "เปิดรับไม่ได้ เพราะเปิดหน้านี้โดยไม่ผ่าน HTTPS ให้เปิดด้วยที่อยู่ที่ขึ้นต้นด้วย https://",
    "home-screen":
      "บน iPhone และ iPad ต้องเพิ่มหน้านี้ไว้ที่หน้าจอโฮมก่อน: แตะปุ่มแชร์ เลือก “เพิ่มไปยังหน้าจอโฮม” แล้วเปิดจากไอคอนนั้น (iOS 16.4 ขึ้นไป)",
    "no-push": "เบราว์เซอร์นี้ไม่มี Web Push ให้ใช้ Chrome, Edge, Firefox หรือ Safari 16.4 ขึ้นไป และไม่ใช่หน้าต่างส่วนตัว",
    blocked: "เบราว์เซอร์ปิดกั้นการแจ้งเตือนของหน้านี้ ให้อนุญาตการแจ้งเตือนในการตั้งค่าของเว็บไซต์นี้ แล้วโหลดหน้านี้ใหม่",
  } satisfies Record<Obstacle, string>,
  failed: "เปิดรับไม่สำเร็จ",
};

const en: typeof th = {
  title: "Alerts on this device (Web Push)",
  on: "Rings here",
  onSince: (at) => `Since ${at}. Alerts are shown on its screen though this page is closed.`,
  off: "Not switched on",
  offNote: "Once it is on, alerts are shown on the screen of this device though this page is closed.",
  elsewhere: "Rings elsewhere",
  elsewhereNote: (browser, at) =>
    `Since ${at}, in ${browser}. Each person has one: switched on here, it does not ring there any more.`,
  gone: "The browser is gone",
  goneNote: (browser, at) =>
    `Its push service says that ${browser} is not there any more since ${at}. Nothing rings for you until it is switched on again.`,
  unknownBrowser: "an unknown browser",
  switchOn: "Ring on this device",
  moveHere: "Ring here instead",
  switchOff: "Switch off",
  hears: (names) => `You hear as: ${names}`,
  hearsNothing:
    "No recipient has your user name yet, so nothing is sent to you. Ask an administrator to add one with the channel Web Push.",
  notSentHere: "This server sends nothing by Web Push: a demo sends nothing to people.",
  obstacles: {
    "not-secure":
      "It cannot be switched on: this page was opened without HTTPS. Open it by the address that begins with https://.",
    "home-screen":
      "On an iPhone or iPad, add this page to the home screen first: tap Share, then “Add to Home Screen”, and open it from there (iOS 16.4 or newer).",
    "no-push":
      "This browser has no Web Push: use Chrome, Edge, Firefox or Safari 16.4 or newer, and no private window.",
    blocked:
      "The browser blocks the notifications of this page: allow them in its settings of this site, then load the page again.",
  },
  failed: "It could not be switched on",
};

/** What is said of the browser that rings, in both languages. */
export const RING_WORDS: Record<Lang, typeof th> = { th, en };
export type RingWords = typeof th;
