/** Short names of scam types, by code: the official ones are too long for a wall. An unlisted code uses its own name. */
export const scamTypes: Record<string, string> = {
  purchase_single: "Purchase (single)",
  purchase_gang: "Purchase (gang)",
  job: "Job",
  loan: "Loan",
  invest_computer: "Online investment",
  call_center: "Call centre",
  prize_other: "Prize",
  impersonate_borrow: "Posing to borrow",
  remote_app: "Remote-control app",
  hack: "Hacking",
  hybrid: "Romance investing",
  romance: "Romance",
  ponzi: "Ponzi",
  ransomware: "Ransomware",
  other: "Other",
};

/** Channels of reports, by code. */
export const channelNames: Record<string, string> = {
  "1441": "1441",
  "1212": "1212",
  police: "Police",
  bank: "Banks",
  online: "Online",
  nbtc: "NBTC",
  tcc: "Consumers",
};

/** Short names of provinces whose full name does not fit into a row, by code; the others use their full name. */
export const provinceNames: Record<string, string> = {
  "TH-14": "Ayutthaya",
};
