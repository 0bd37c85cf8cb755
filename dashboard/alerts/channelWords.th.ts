import type { ChannelKind } from "#wire/alerts.ts";

/** How the address of a channel is asked for. */
interface AddressWords {
  label: string;
  hint: string;
}

export const words = {
  channel: "ช่องทาง",
  channels: {
    mail: "อีเมล",
    webhook: "Webhook",
    line: "LINE",
    telegram: "Telegram",
    sms: "SMS",
    push: "Web Push",
  } satisfies Record<ChannelKind, string>,
  notSetUp: (channel: string) => `${channel} (ยังไม่ได้ตั้งค่าในเครื่องนี้)`,
  addresses: {
    mail: { label: "ที่อยู่อีเมล", hint: "เช่น duty@example.go.th" },
    webhook: { label: "ที่อยู่ Webhook", hint: "เช่น https://alerts.example.go.th/in ข้อความลงลายมือชื่อทุกครั้ง" },
    line: {
      label: "รหัสผู้ใช้หรือกลุ่มของ LINE",
      hint: "ขึ้นต้นด้วย U, C หรือ R ตามด้วยตัวเลขและ a–f 32 ตัว ได้จาก webhook ของบัญชีทางการ ไม่ใช่ LINE ID ที่ใช้เพิ่มเพื่อน",
    },
    telegram: {
      label: "รหัสแชตของ Telegram",
      hint: "เช่น -1001234567890 ต้องเพิ่มบอตเข้ากลุ่ม หรือเริ่มคุยกับบอตก่อน",
    },
    sms: { label: "หมายเลขโทรศัพท์มือถือ", hint: "เช่น 0812345678 ข้อความยาวจะถูกย่อ แต่ลิงก์อยู่ครบ" },
    push: {
      label: "ชื่อผู้ใช้ของผู้รับ",
      hint: "ชื่อที่ใช้เข้าสู่ระบบ เจ้าของชื่อต้องเปิดรับในโทรศัพท์หรือเบราว์เซอร์ของตน ที่แท็บ “ของฉัน” ของหน้านี้",
    },
  } satisfies Record<ChannelKind, AddressWords>,
  /** What became of a test. */
  testing: (name: string) => `กำลังส่งข้อความทดสอบถึง ${name}`,
  took: (channel: string, code: string) => `${channel} รับข้อความแล้ว (${code})`,
  got: (channel: string, code: string) => `${channel} ยืนยันว่าถึงปลายทาง (${code})`,
  noReceipt: "ไม่ทราบว่าเปิดอ่านแล้วหรือไม่",
  id: (id: string) => `รหัสข้อความ ${id}`,
  notTaken: (channel: string) => `${channel} ไม่รับข้อความทดสอบ`,
  notYet: (channel: string, at: string) => `${channel} ยังไม่รับข้อความทดสอบ จะลองอีกครั้งเวลา ${at}`,
  inDoubt: (channel: string) => `ไม่แน่ชัดว่า ${channel} รับข้อความทดสอบแล้วหรือไม่`,
  waits: (channel: string) => `${channel} ยังไม่ตอบ ดูผลได้อีกครั้งภายหลัง`,
  said: (said: string) => `ปลายทางตอบว่า “${said}”`,
  otherwise: "ถ้าส่งไม่ได้ใช้",
  entry: (number: number) =>
    number === 1 ? "ช่องทางที่ 1" : `ช่องทางที่ ${number} ใช้เมื่อช่องทางที่ ${number - 1} ส่งไม่ได้`,
  add: "เพิ่มช่องทางสำรอง",
  remove: (number: number) => `ลบช่องทางที่ ${number}`,
  format: "รูปแบบ",
  formats: { standard: "Standard Webhooks", alertmanager: "Alertmanager รุ่น 4" },
  gone: "เลิกใช้แล้ว",
  goneNote: (url: string, at: string) =>
    `${url} แจ้งเมื่อ ${at} ว่าเลิกใช้แล้ว (410) จึงหยุดส่งไปที่นั่น และใช้ช่องทางถัดไปแทน`,
  switchOn: "เปิดส่งอีกครั้ง",
  switchedOn: (name: string) => `เปิดส่งถึง ${name} อีกครั้งแล้ว`,
  lineQuota: "ข้อความ LINE ของเดือนนี้",
  rates: "ข้อความที่ส่งใน 10 นาทีที่ผ่านมา",
  sentOf: (channel: string, sent: string, most: string) => `${channel} ${sent} จาก ${most}`,
  rooms: {
    high: "เหลือให้เหตุระดับสูงเท่านั้น",
    none: "เต็ม",
  },
  over: "ข้อความที่เกินจะรวมเป็นสรุปของผู้รับแต่ละราย ส่งเมื่อช่องทางว่าง",
};

export type ChannelWords = typeof words;
