import type { Lang } from "#wire/live.ts";

const th = {
  centre: "ศูนย์ AOC 1441",
  title: "จอนี้ยังไม่ได้จับคู่",
  code: "รหัสของจอนี้",
  steps: ["สแกน", "เทียบรหัส", "อนุมัติ"],
  or: (url: string) => ["หรือเปิด ", url, " ด้วยบัญชีผู้ดูแลระบบ"],
  newIn: "รหัสใหม่ใน",
  device: "เครื่องนี้",
  connected: "เชื่อมต่อกับเซิร์ฟเวอร์แล้ว",
  lost: "ต่อเซิร์ฟเวอร์ไม่ได้ กำลังลองใหม่",
  qr: "คิวอาร์โค้ดของหน้าอนุมัติ",
  asking: "กำลังขอรหัส",
  full: { what: "มีจอรออนุมัติครบจำนวนแล้ว", more: "อนุมัติหรือปฏิเสธจอที่รออยู่ก่อน จอนี้จะได้รหัสเอง" },
  refused: { what: "ผู้ดูแลระบบไม่อนุมัติจอนี้", more: "หากเป็นจอของศูนย์ รอรหัสใหม่แล้วจับคู่อีกครั้ง" },
  approved: { what: "อนุมัติแล้ว", more: "กำลังเปิดจอ" },
};

const en: typeof th = {
  centre: "AOC 1441",
  title: "This screen is not paired",
  code: "This screen’s code",
  steps: ["Scan", "Compare", "Approve"],
  or: (url) => ["or open ", url, " as an administrator"],
  newIn: "New code in",
  device: "This device",
  connected: "Connected to the server",
  lost: "The server does not answer; trying again",
  qr: "QR code of the page that approves it",
  asking: "Asking for a code",
  full: {
    what: "Too many screens wait for approval",
    more: "Approve or refuse one of them; this screen then gets a code by itself",
  },
  refused: {
    what: "An administrator refused this screen",
    more: "If it belongs here, wait for a new code and pair it again",
  },
  approved: { what: "Approved", more: "Opening the wall" },
};

/** What a screen says that is not paired yet, in both languages. */
export const WORDS: Record<Lang, typeof th> = { th, en };
