/**
 * Seeded random numbers. The same words give the same numbers on every machine and after every restart. Each call,
 * case and freeze has its own stream, named by its id, so that streams do not affect each other.
 */
export type Chance = () => number;

/** Uniform numbers in [0, 1): the words are hashed to 128 bits (cyrb128), which seed sfc32. */
export function chance(...words: (string | number)[]): Chance {
  const text = words.join("|");
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  const spin = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let i = 0; i < 8; i++) spin();
  return spin;
}

export function between(random: Chance, low: number, high: number): number {
  return low + random() * (high - low);
}

/** Uses 1 − u, because u may be 0 and the logarithm of 0 is infinite. */
export function exponential(random: Chance, mean: number): number {
  return -mean * Math.log(1 - random());
}

/** The median is `median`, the mean `median · exp(sigma² / 2)`: most values are small, a few are huge. */
export function lognormal(random: Chance, median: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(sigma * normal);
}

/** A random chooser from a table of weights (they need not sum to 1). */
export function weighted<T extends string>(weights: Readonly<Record<T, number>>): (random: Chance) => T {
  const choices = Object.keys(weights) as T[];
  const total = choices.reduce((sum, choice) => sum + weights[choice], 0);
  return (random) => {
    let rest = random() * total;
    for (const choice of choices) {
      rest -= weights[choice];
      if (rest < 0) return choice;
    }
    return choices[choices.length - 1] as T;
  };
}
