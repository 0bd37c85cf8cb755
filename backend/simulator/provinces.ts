/**
 * Where victims live, roughly, per thousand: Bangkok first by far (84,241 cases in the centre's first year), then
 * Samut Prakan, Nonthaburi, Chon Buri and Pathum Thani (VNA, 14 November 2024); the others by population. ISO 3166-2
 * codes; TH-00 is unknown.
 */
export const PROVINCES: Readonly<Record<string, number>> = {
  ...{ "TH-10": 215, "TH-11": 58, "TH-12": 54, "TH-20": 51, "TH-13": 47, "TH-00": 25 },
  // Central and eastern provinces.
  ...{ "TH-14": 13, "TH-15": 3, "TH-16": 9, "TH-17": 3, "TH-18": 4, "TH-19": 10, "TH-21": 17, "TH-22": 7 },
  ...{ "TH-23": 3, "TH-24": 12, "TH-25": 8, "TH-26": 3, "TH-27": 7, "TH-70": 11, "TH-71": 11, "TH-72": 10 },
  ...{ "TH-73": 16, "TH-74": 12, "TH-75": 2, "TH-76": 7, "TH-77": 8 },
  // North-eastern provinces.
  ...{ "TH-30": 28, "TH-31": 15, "TH-32": 13, "TH-33": 13, "TH-34": 18, "TH-35": 5, "TH-36": 11, "TH-37": 4 },
  ...{ "TH-38": 4, "TH-39": 5, "TH-40": 22, "TH-41": 18, "TH-42": 7, "TH-43": 6, "TH-44": 10, "TH-45": 12 },
  ...{ "TH-46": 10, "TH-47": 11, "TH-48": 7, "TH-49": 4 },
  // Northern provinces.
  ...{ "TH-50": 27, "TH-51": 5, "TH-52": 8, "TH-53": 5, "TH-54": 5, "TH-55": 5, "TH-56": 5, "TH-57": 14 },
  ...{ "TH-58": 2, "TH-60": 11, "TH-61": 4, "TH-62": 8, "TH-63": 7, "TH-64": 6, "TH-65": 11, "TH-66": 6 },
  ...{ "TH-67": 10 },
  // Southern provinces.
  ...{ "TH-80": 16, "TH-81": 6, "TH-82": 3, "TH-83": 13, "TH-84": 14, "TH-85": 2, "TH-86": 6, "TH-90": 17 },
  ...{ "TH-91": 3, "TH-92": 7, "TH-93": 6, "TH-94": 6, "TH-95": 5, "TH-96": 6 },
};
