/** A length in minutes, in the largest unit that it is a whole number of. */
export const lengthIn = (units: { minutes: string; hours: string; days: string }) => (minutes: number) =>
  minutes % 1_440 === 0
    ? `${minutes / 1_440} ${units.days}`
    : minutes % 60 === 0
      ? `${minutes / 60} ${units.hours}`
      : `${minutes} ${units.minutes}`;
