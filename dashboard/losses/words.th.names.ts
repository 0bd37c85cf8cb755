/** Short names of scam types, by code: the official ones are too long for a wall. An unlisted code uses its own name. */
export const scamTypes: Record<string, string> = {
  purchase_single: "ซื้อขาย (รายคน)",
  purchase_gang: "ซื้อขาย (ขบวนการ)",
  job: "หลอกทำงาน",
  loan: "หลอกกู้เงิน",
  invest_computer: "ลงทุนออนไลน์",
  call_center: "คอลเซ็นเตอร์",
  prize_other: "หลอกรับรางวัล",
  impersonate_borrow: "แอบอ้างยืมเงิน",
  remote_app: "แอปดูดเงิน",
  hack: "แฮ็กระบบ",
  hybrid: "หลอกรักลงทุน",
  romance: "หลอกรักโอนเงิน",
  ponzi: "แชร์ลูกโซ่",
  ransomware: "เรียกค่าไถ่",
  other: "อื่น ๆ",
};

/** Channels of reports, by code. */
export const channelNames: Record<string, string> = {
  "1441": "1441",
  "1212": "1212",
  police: "สถานีตำรวจ",
  bank: "ธนาคาร",
  online: "ออนไลน์",
  nbtc: "กสทช.",
  tcc: "สภาผู้บริโภค",
};

/** Short names of provinces whose full name does not fit into a row, by code; the others use their full name. */
export const provinceNames: Record<string, string> = {
  "TH-14": "พระนครศรีอยุธยา",
};
