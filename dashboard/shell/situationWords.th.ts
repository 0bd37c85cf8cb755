/** The words of the situation: apart, since a page that nobody is signed in at has none. */
export const words = {
  label: "สถานการณ์",
  unwatched: "ยังไม่เฝ้าระวัง",
  noRules: "ยังไม่ได้เปิดกฎใด",
  unjudged: "ไม่ได้ตรวจเหตุ",
  since: (at: string | null) => (at === null ? "ยังไม่เคยตรวจ" : `ตั้งแต่ ${at}`),
  /** Of who is limited to a part of the centre. */
  none: "ไม่มีเหตุที่เปิดอยู่",
  ofYours: "เฉพาะส่วนที่คุณดูแล",
  waiting: "กำลังรอข้อมูล",
  unread: "ยังอ่านสถานการณ์ไม่ได้",
};

export type Words = typeof words;
