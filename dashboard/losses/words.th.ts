import { channelNames, provinceNames, scamTypes } from "./words.th.names.ts";

/** The words of this scene alone, in Thai. */
export const words = {
  others: (count: number) => `อีก ${count}`,
  noRequests: "วันนี้ยังไม่มีคำขอระงับ",
  scamTypes,
  provinceNames,
  channelNames,
  lost: "เสียหายที่แจ้งวันนี้",
  filed: (count: string) => `${count} เรื่อง`,
  held: "ระงับได้วันนี้",
  share: (percent: string) => `${percent} % ของที่ขอระงับ`,
  types: "ประเภทคดี",
  provinces: "จังหวัด",
  channels: "ช่องทาง",
  channelUnits: (money: string) => `เรื่อง · ${money}`,
  mapCredit: "แผนที่: svg-maps CC BY 4.0",
  capital: "กทม.",
  trail: "เส้นทางเงินวันนี้",
  hop: (hop: string) => `ชั้น ${hop}`,
  andOn: (hop: string) => `ชั้น ${hop}+`,
  reported: "แจ้ง",
  all: "รวม",
  asked: "ขอระงับ",
  parts: {
    held: "ระงับได้",
    cashedOut: "ถอนเงินสด",
    untraced: "ไม่ทราบ",
    waiting: "รอผล",
    moved: "โอนต่อแล้ว",
  },
  wait: "เสียเวลา",
  unasked: (digits: string) => `ยังไม่ได้ขอระงับ ${digits}`,
  minutes: "นาที",
  slow: "เสียเวลา รายธนาคาร",
  slowHead: "นาทีต่อบัญชี",
  answers: "บัญชี",
  noAnswer: "ยังไม่ตอบ",
  none: "ยังไม่มีเรื่องแจ้งวันนี้",
};

export type Words = typeof words;
