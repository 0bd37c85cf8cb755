import type { Lang, Scene, Theme } from "#wire/live.ts";
import { duration } from "#writing/durations.ts";

const th = {
  title: "จอภาพ",
  lead: "จอแสดงตามที่ตั้งไว้ที่นี่ทันที โดยไม่ต้องแตะที่จอ",
  scenes: {
    overview: "ภาพรวม",
    calls: "สายเข้า",
    freezes: "ระงับบัญชี",
    losses: "ความเสียหาย",
    targets: "เป้าหมาย",
    sla: "ระดับบริการ",
  },
  all: "ทั้งหมด",
  states: { well: "ทำงาน", frozen: "ภาพค้าง", failing: "แสดงไม่ครบ", gone: "ไม่ได้เชื่อมต่อ" },
  filter: "กรองชื่อจอ",
  noneSo: "ไม่มีจอที่ตรงกับตัวกรอง",
  waiting: (count: number) => `มีจอใหม่ ${count} จอ`,
  reasons: {
    fixed: "ฉากเดียว",
    rotation: "ตามรอบ",
    pinned: "หยุดรอบไว้เพราะมีเหตุ",
    takeover: "ถูกเรียกใช้",
  },
  painted: (seconds: number) => `วาดล่าสุด ${seconds < 60 ? `${seconds} วิ` : `${duration(seconds)} นาที`}ก่อน`,
  frozenSince: (at: string) => `ภาพค้างตั้งแต่ ${at}`,
  failing: "แสดงไม่ได้",
  since: (at: string) => `ตั้งแต่ ${at}`,
  openOn: "เปิดที่อยู่นี้บนจอ",

  settings: "ตั้งค่า",
  settingsOf: (name: string) => `ตั้งค่าจอ ${name}`,
  shows: "ให้แสดง",
  scene: "ฉากเดียว",
  rotation: "หมุนเวียน",
  theScene: "ฉาก",
  turns: "ลำดับฉาก",
  turn: (at: number) => `ฉากที่ ${at}`,
  secondsOf: (at: number) => `ฉากที่ ${at} นานกี่วินาที`,
  seconds: "วินาที",
  second: "วิ",
  secondsWrong: "แต่ละฉากต้องนาน 5–3,600 วินาที",
  removeTurn: (at: number) => `เอาฉากที่ ${at} ออก`,
  addTurn: "เพิ่มฉาก",
  turnsFull: (most: number) => `ครบ ${most} ฉากแล้ว`,
  theme: "พื้น",
  themes: { dark: "มืด", light: "สว่าง" },
  lang: "ภาษา",
  langs: { th: "ไทย", en: "อังกฤษ" },
  thaiDigits: "เลขไทย",
  sound: "เสียงเตือน",
  soundHint: "ดังเมื่อมีเหตุผิดสัญญา จนกว่าจะมีผู้รับทราบ เบราว์เซอร์ของจอต้องยอมให้มีเสียง หรือมีผู้แตะจอหนึ่งครั้ง",
  soundReady: "เสียงพร้อม",
  soundNotReady: "เสียงยังไม่พร้อม",
  alarm: (since: string) => `มีเหตุตั้งแต่ ${since}`,
  acknowledge: "รับทราบ",
  save: "บันทึก",
  notYet: "แก้ชื่อจอก่อน",
  cancel: "ยกเลิก",

  add: "เพิ่มจอ",
  name: "ชื่อจอ",
  nameHint: "อักษรไทยหรือ a–z ตัวเลข เว้นวรรค และ . _ - ไม่เกิน 60 ตัว",
  nameTaken: "มีจอชื่อนี้แล้ว",
  nameWrong: "ใส่ชื่อด้วยอักษรไทยหรือ a–z ตัวเลข เว้นวรรค และ . _ - ไม่เกิน 60 ตัว",

  takeOver: "เรียกใช้ทันที",
  takeOverOf: (name: string) => `เรียกใช้จอ ${name} ทันที`,
  takeOverNote: "จอแสดงฉากนี้จนครบเวลา แล้วกลับไปตามที่ตั้งไว้ ค่าที่ตั้งไว้ไม่เปลี่ยน",
  minutes: "นาที",
  minutesHint: (least: number, most: number) => `${least}–${most.toLocaleString("en")} นาที`,
  minutesWrong: (least: number, most: number) => `ใส่ ${least}–${most.toLocaleString("en")} นาที`,
  take: "เรียกใช้",
  takeUntil: (at: string) => `เรียกใช้ถึง ${at}`,
  taken: (scene: string, until: string) => `ถูกเรียกใช้: ${scene} ถึง ${until}`,
  giveBack: "คืนจอ",

  embed: "ฉากและตัวเลขในหน้าเว็บอื่น",
  pair: "จับคู่จอใหม่",
  seen: (at: string) => `เห็นล่าสุด ${at}`,
  unpaired: "ยังไม่ได้จับคู่",
  device: "ชื่อและเครื่อง",
  deviceOf: (name: string) => `ชื่อและเครื่องของจอ ${name}`,
  place: "สถานที่",
  placeOf: (address: string) => `สถานที่ของเครื่อง ${address}`,
  approvedBy: (name: string, at: string) => `อนุมัติโดย ${name} ${at}`,
  revoke: "ถอน",
  revokeNote: "จอที่ถอนจะหยุดแสดงทันที และขอจับคู่ใหม่ ค่าที่ตั้งไว้กับชื่อจอยังอยู่",
  revoked: (name: string) => `ถอนเครื่องของจอ ${name} แล้ว`,
  noDisplay: "ยังไม่มีเครื่องที่จับคู่กับจอนี้",

  remove: "ลบ",
  isRemoved: "ลบแล้ว",
  removed: (name: string) => `ลบจอ ${name} แล้ว`,

  none: "ยังไม่มีจอ",
  noneLead: "จอทุกจอของศูนย์จะปรากฏที่นี่ บอกว่าแสดงฉากใด วาดล่าสุดเมื่อใด และจอใดภาพค้าง",
  example: "ตัวอย่าง",
  exampleName: "hall-1",
  steps: [
    ["กด “เพิ่มจอ”", "ตั้งชื่อ และเลือกฉากที่จะให้แสดง"],
    ["เปิดที่อยู่ที่ได้บนจอนั้น", "ด้วยเบราว์เซอร์ของจอ ไม่ต้องติดตั้งอะไร"],
    ["จอปรากฏที่นี่เอง", "พร้อมสถานะ และเปลี่ยนฉากได้ทันที"],
  ],
  done: "เสร็จแล้ว",
  unnamed: (count: number) => `อีก ${count} จอเลือกฉากในที่อยู่ของตนเอง จึงตั้งค่าจากที่นี่ไม่ได้`,
  unnamedFailing: (count: number) => `ในจำนวนนี้แสดงไม่ครบ ${count} จอ`,
  kept: "สิ่งที่กรอกไว้ยังอยู่",
  refusals: {
    lost: "ไม่ได้ทำ เพราะติดต่อเซิร์ฟเวอร์ไม่ได้",
    "not-found": "ไม่มีจอนี้แล้ว อาจมีผู้ลบไป",
    "bad-request": "เซิร์ฟเวอร์ไม่รับค่านี้",
    forbidden: "สั่งจอได้เฉพาะผู้บังคับบัญชาและผู้ดูแลระบบ",
  } as Record<string, string>,
  refused: "ทำไม่สำเร็จ",
};

const en: typeof th = {
  title: "Screens",
  lead: "A screen shows what is set here at once, without being touched",
  scenes: {
    overview: "Overview",
    calls: "Calls",
    freezes: "Freezes",
    losses: "Losses",
    targets: "Targets",
    sla: "Service level",
  },
  all: "All",
  states: { well: "Working", frozen: "Frozen", failing: "Incomplete", gone: "Not connected" },
  filter: "Filter by name",
  noneSo: "No screen matches the filter",
  waiting: (count: number) => (count === 1 ? "1 new screen" : `${count} new screens`),
  reasons: {
    fixed: "one scene",
    rotation: "its turn",
    pinned: "rotation waits: something is broken",
    takeover: "taken over",
  },
  painted: (seconds: number) => `painted ${seconds < 60 ? `${seconds} s` : `${duration(seconds)} min`} ago`,
  frozenSince: (at: string) => `Frozen since ${at}`,
  failing: "Cannot show",
  since: (at: string) => `since ${at}`,
  openOn: "Open this address on the screen",

  settings: "Settings",
  settingsOf: (name: string) => `Settings of ${name}`,
  shows: "To show",
  scene: "One scene",
  rotation: "Rotation",
  theScene: "Scene",
  turns: "Scenes in turn",
  turn: (at: number) => `Scene ${at}`,
  secondsOf: (at: number) => `Seconds of scene ${at}`,
  seconds: "seconds",
  second: "s",
  secondsWrong: "Each scene takes 5 to 3,600 seconds",
  removeTurn: (at: number) => `Take scene ${at} out`,
  addTurn: "Add a scene",
  turnsFull: (most: number) => `${most} scenes are the most`,
  theme: "Theme",
  themes: { dark: "Dark", light: "Light" },
  lang: "Language",
  langs: { th: "Thai", en: "English" },
  thaiDigits: "Thai numerals",
  sound: "Alarm sound",
  soundHint:
    "Sounds when a promise is broken, until a person has acknowledged it. The screen’s browser must allow sound, or be touched once.",
  soundReady: "Sound ready",
  soundNotReady: "Sound not ready",
  alarm: (since: string) => `Broken since ${since}`,
  acknowledge: "Acknowledge",
  save: "Save",
  notYet: "Correct the name first",
  cancel: "Cancel",

  add: "Add a screen",
  name: "Name",
  nameHint: "Thai letters or a–z, digits, spaces and . _ -, up to 60",
  nameTaken: "There is a screen of this name",
  nameWrong: "Use Thai letters or a–z, digits, spaces and . _ -, up to 60",

  takeOver: "Take over",
  takeOverOf: (name: string) => `Take over ${name} at once`,
  takeOverNote: "It shows this scene until the time is over, then what is set. Its settings do not change.",
  minutes: "Minutes",
  minutesHint: (least: number, most: number) => `${least} to ${most.toLocaleString("en")} minutes`,
  minutesWrong: (least: number, most: number) => `From ${least} to ${most.toLocaleString("en")} minutes`,
  take: "Take over",
  takeUntil: (at: string) => `Take over until ${at}`,
  taken: (scene: string, until: string) => `Taken over: ${scene} until ${until}`,
  giveBack: "Give back",

  embed: "Scenes and figures in other web pages",
  pair: "Pair a screen",
  seen: (at) => `last seen ${at}`,
  unpaired: "not paired",
  device: "Name and device",
  deviceOf: (name: string) => `Name and device of ${name}`,
  place: "Place",
  placeOf: (address: string) => `Place of the device at ${address}`,
  approvedBy: (name: string, at: string) => `approved by ${name}, ${at}`,
  revoke: "Revoke",
  revokeNote: "A revoked screen stops at once and asks to be paired. What is set for its name stays.",
  revoked: (name: string) => `The device of ${name} was revoked`,
  noDisplay: "No device is paired with this screen",

  remove: "Remove",
  isRemoved: "Removed",
  removed: (name: string) => `${name} was removed`,

  none: "No screens yet",
  noneLead:
    "All screens of the centre will be here: what each shows, when it last painted, and which is frozen.",
  example: "Example",
  exampleName: "hall-1",
  steps: [
    ["Press “Add a screen”", "Name it and choose its scene"],
    ["Open its address on that screen", "In the screen’s browser; there is nothing to install"],
    ["It appears here by itself", "With its state, and its scene can be changed at once"],
  ],
  done: "Done",
  unnamed: (count: number) =>
    count === 1
      ? "1 more screen has its scene in its address and cannot be told from here"
      : `${count} more screens have their scene in their address and cannot be told from here`,
  unnamedFailing: (count: number) => `${count} of them cannot show everything`,
  kept: "What you filled in is kept.",
  refusals: {
    lost: "Not done: the server does not answer",
    "not-found": "There is no such screen any more; somebody may have removed it",
    "bad-request": "The server does not take this",
    forbidden: "Only commanders and administrators can tell screens something",
  } as Record<string, string>,
  refused: "Not done",
};

/** The page of screens, in both languages. */
export const WORDS: Record<Lang, typeof th> = { th, en };
export type Words = typeof th;

/** Why something was not done, by the code of a problem. A proxy in between may answer with any code. */
export const refusalOf = ({ refusals, refused }: Words, code: string) =>
  Object.keys(refusals).includes(code) ? refusals[code]! : refused;

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

/** Theme, language and sound in a line: `Dark · Thai · Alarm sound`. */
export function looksOf(
  { theme, lang, thaiDigits, sound }: { theme: Theme; lang: Lang; thaiDigits: boolean; sound: boolean },
  words: Words,
): string {
  const looks = [
    words.themes[theme],
    words.langs[lang],
    thaiDigits ? words.thaiDigits : "",
    sound ? words.sound : "",
  ];
  return looks.filter(Boolean).join(" · ");
}
