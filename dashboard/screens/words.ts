import type { Lang, Scene } from "#wire/live.ts";

const th = {
  title: "จอภาพ",
  rail: "หน้าอื่น",
  otherLang: "English",
  lead: "จอที่เปิดที่อยู่ของตน จะแสดงตามที่ตั้งไว้ที่นี่ทันที โดยไม่ต้องแตะที่จอ",
  scenes: { overview: "ภาพรวม", calls: "สายเข้า", freezes: "ระงับบัญชี", losses: "ความเสียหาย" },
  states: { well: "ทำงาน", frozen: "ภาพค้าง", gone: "ไม่ได้เชื่อมต่อ" },
  reasons: {
    fixed: "ฉากเดียว",
    rotation: "ตามรอบ",
    pinned: "หยุดรอบไว้เพราะมีเหตุ",
    takeover: "ถูกเรียกใช้",
  },
  painted: (seconds: number) => `วาดล่าสุด ${seconds} วิก่อน`,

  settings: "ตั้งค่า",
  settingsOf: (name: string) => `ตั้งค่าจอ ${name}`,
  shows: "ให้แสดง",
  scene: "ฉากเดียว",
  rotation: "หมุนเวียน",
  theScene: "ฉาก",
  turn: (place: number) => `ฉากที่ ${place}`,
  secondsOf: (place: number) => `ฉากที่ ${place} นานกี่วินาที`,
  seconds: "วินาที",
  second: "วิ",
  removeTurn: (place: number) => `เอาฉากที่ ${place} ออก`,
  addTurn: "เพิ่มฉาก",
  theme: "พื้น",
  themes: { dark: "มืด", light: "สว่าง" },
  lang: "ภาษา",
  langs: { th: "ไทย", en: "อังกฤษ" },
  thaiDigits: "เลขไทย",
  sound: "เสียงเตือน",
  soundHint: "ดังเมื่อมีเหตุผิดสัญญา จนกว่าจะมีผู้รับทราบ เบราว์เซอร์ของจอต้องยอมให้มีเสียง หรือมีผู้แตะจอหนึ่งครั้ง",
  ready: "เสียงเตือนพร้อม",
  off: "เสียงเตือนยังไม่พร้อม",
  alarm: (since: string) => `มีเหตุตั้งแต่ ${since}`,
  acknowledge: "รับทราบ",
  save: "บันทึก",
  cancel: "ยกเลิก",

  add: "เพิ่มจอ",
  name: "ชื่อจอ",
  nameHint: "อักษร a–z ตัวเลข และ . _ - ไม่เกิน 60 ตัว",
  nameTaken: "มีจอชื่อนี้แล้ว",
  openAt: (address: string) => `แล้วเปิด ${address} บนจอนั้น`,

  takeOver: "เรียกใช้ทันที",
  takeOverOf: (name: string) => `เรียกใช้จอ ${name} ทันที`,
  minutes: "นาที",
  take: "เรียกใช้",
  taken: (scene: string, until: string) => `ถูกเรียกใช้: ${scene} ถึง ${until}`,
  giveBack: "คืนจอ",

  remove: "ลบ",
  removed: (name: string) => `ลบจอ ${name} แล้ว`,
  undo: "เลิกทำ",

  none: "ยังไม่มีจอ",
  noneHow: "กด “เพิ่มจอ” ตั้งชื่อและเลือกฉาก แล้วเปิดที่อยู่ที่ได้บนจอนั้น จอจะปรากฏที่นี่พร้อมสถานะ",
  unnamed: (count: number) => `อีก ${count} จอเลือกฉากในที่อยู่ของตนเอง จึงตั้งค่าจากที่นี่ไม่ได้`,
  lost: (at: string) => `ขาดการเชื่อมต่อกับเซิร์ฟเวอร์ — ข้อมูลเมื่อ ${at}`,
  lostAtOnce: "ติดต่อเซิร์ฟเวอร์ไม่ได้",
  refusals: {
    lost: "ไม่ได้ทำ เพราะติดต่อเซิร์ฟเวอร์ไม่ได้",
    "not-found": "ไม่มีจอนี้แล้ว อาจมีผู้ลบไป",
    "bad-request": "เซิร์ฟเวอร์ไม่รับค่านี้",
    forbidden: "สั่งจอได้จากเครื่องของเซิร์ฟเวอร์เท่านั้น",
  } as Record<string, string>,
  refused: "ทำไม่สำเร็จ",
  credit: "แผนที่จังหวัด: @svg-maps/thailand โดย Tae Noppakun Wongsrinoppakun, CC BY 4.0",
};

const en: typeof th = {
  title: "Screens",
  rail: "Other pages",
  otherLang: "ไทย",
  lead: "A screen that opens its address shows what is set here, at once and untouched",
  scenes: { overview: "Overview", calls: "Calls", freezes: "Freezes", losses: "Losses" },
  states: { well: "Working", frozen: "Frozen", gone: "Not connected" },
  reasons: {
    fixed: "one scene",
    rotation: "its turn",
    pinned: "rotation waits: something is broken",
    takeover: "taken over",
  },
  painted: (seconds: number) => `painted ${seconds} s ago`,

  settings: "Settings",
  settingsOf: (name: string) => `Settings of ${name}`,
  shows: "To show",
  scene: "One scene",
  rotation: "Rotation",
  theScene: "Scene",
  turn: (place: number) => `Scene ${place}`,
  secondsOf: (place: number) => `Seconds of scene ${place}`,
  seconds: "seconds",
  second: "s",
  removeTurn: (place: number) => `Take scene ${place} out`,
  addTurn: "Add a scene",
  theme: "Theme",
  themes: { dark: "Dark", light: "Light" },
  lang: "Language",
  langs: { th: "Thai", en: "English" },
  thaiDigits: "Thai numerals",
  sound: "Alarm sound",
  soundHint:
    "Sounds when a promise is broken, until a person acknowledges it. The screen’s browser must allow sound, or be touched once.",
  ready: "Sound ready",
  off: "Sound not ready",
  alarm: (since: string) => `Broken since ${since}`,
  acknowledge: "Acknowledge",
  save: "Save",
  cancel: "Cancel",

  add: "Add a screen",
  name: "Name",
  nameHint: "Letters a–z, digits and . _ -, up to 60",
  nameTaken: "There is a screen of this name",
  openAt: (address: string) => `Then open ${address} on it`,

  takeOver: "Take over",
  takeOverOf: (name: string) => `Take over ${name} at once`,
  minutes: "Minutes",
  take: "Take over",
  taken: (scene: string, until: string) => `Taken over: ${scene} until ${until}`,
  giveBack: "Give back",

  remove: "Remove",
  removed: (name: string) => `${name} was removed`,
  undo: "Undo",

  none: "No screens yet",
  noneHow:
    "Press “Add a screen”, name it and choose its scene; then open its address on that screen. It appears here with its state.",
  unnamed: (count: number) =>
    count === 1
      ? "1 more screen has its scene in its address and cannot be told from here"
      : `${count} more screens have their scene in their address and cannot be told from here`,
  lost: (at: string) => `No connection to the server — as of ${at}`,
  lostAtOnce: "The server does not answer",
  refusals: {
    lost: "Not done: the server does not answer",
    "not-found": "There is no such screen any more; somebody may have removed it",
    "bad-request": "The server does not take this",
    forbidden: "Screens can be told something from the server’s own machine only",
  } as Record<string, string>,
  refused: "Not done",
  credit: "Map of provinces: @svg-maps/thailand by Tae Noppakun Wongsrinoppakun, CC BY 4.0",
};

/** The page of screens, in both languages. */
export const WORDS: Record<Lang, typeof th> = { th, en };
export type Words = typeof th;

/** The scene or the rotation in a line: `Overview 60 s, Freezes 30 s`. */
export function sentenceOf(
  { scene, rotation }: { scene: Scene | null; rotation: { scene: Scene; seconds: number }[] | null },
  words: Words,
): string {
  if (scene) return words.scenes[scene];
  return (rotation ?? [])
    .map((turn) => `${words.scenes[turn.scene]} ${turn.seconds} ${words.second}`)
    .join(", ");
}
