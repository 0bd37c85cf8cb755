import type { Severity } from "#wire/alerts.ts";

/** Of what somebody hears: on the pages of alerts and of rotas. */
export const words = {
  legend: "รับแจ้งเรื่อง",
  entry: (number: number) => `เรื่องที่ ${number}`,
  policy: "เรื่อง",
  after: "แจ้งหลังเกิดเหตุ (นาที) ถ้ายังไม่มีผู้รับเรื่อง",
  severity: "ความรุนแรง",
  severities: { high: "สูง", medium: "กลาง", low: "ต่ำ" } satisfies Record<Severity, string>,
  severityMissing: "เลือกอย่างน้อยหนึ่งระดับ",
  about: "ธนาคาร จังหวัด หรือรายการอื่น",
  aboutNote: "รับแจ้งเฉพาะเหตุของรายการที่เลือก ไม่รับแจ้งเหตุของภาพรวมที่นับทุกรายการรวมกัน",
  kinds: {
    bank: "ธนาคาร",
    agency: "หน่วยงาน",
    queue: "คิว",
    province: "จังหวัด",
    channel: "ช่องทาง",
    source: "แหล่งข้อมูล",
    screen: "จอภาพ",
    recipient: "ผู้รับ",
  } as Readonly<Record<string, string>>,
  named: (kind: string, name: string) => `${kind}: ${name}`,
  add: "เพิ่มเรื่องที่รับแจ้ง",
  remove: (number: number) => `ลบเรื่องที่ ${number}`,
  missing: "เลือกความรุนแรง และธนาคารหรือรายการอื่น อย่างน้อยหนึ่งรายการ",
  soon: (minutes: number) => (minutes === 0 ? "ทันที" : `หลัง ${minutes} นาที`),
  onlySeverities: (severities: readonly string[]) => `เฉพาะความรุนแรง${severities.join(" ")}`,
  onlyAbout: (names: readonly string[], more: number) =>
    `เฉพาะ${names.join(", ")}${more > 0 ? ` และอีก ${more} รายการ` : ""}`,
  said: (what: string, when: string, only: readonly string[]) =>
    `${what} ${when}${only.length > 0 ? ` · ${only.join(" · ")}` : ""}`,
};

export type HearsWords = typeof words;
