/** What is shown where no page is. */
export const words = {
  title: "ไม่พบหน้านี้",
  nothing: "ที่อยู่นี้ไม่ตรงกับหน้าใด ลิงก์อาจพิมพ์ผิดหรือเลิกใช้แล้ว",
  toPages: "ไปหน้าแจ้งเตือน",
  toWall: "เปิดจอภาพรวม",

  secure: "เชื่อมต่อแบบเข้ารหัส",
  local: "เชื่อมต่อภายในเครื่องนี้",
  otherLang: "EN",
  otherLangWhole: "EN (English)",
  thisLang: "ไทย",
};

export type Words = typeof words;
