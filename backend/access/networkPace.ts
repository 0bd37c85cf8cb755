import { Fault } from "../kit/fault.ts";
import { openPace } from "../kit/pace.ts";
import { networkOf } from "./network.ts";

/** Networks that are kept; of more, those that asked least recently are forgotten. */
const MOST = 10_000;

/**
 * A budget for each network: so many at once, and so many a second. What it gives takes one sign-in of an address, or
 * throws `busy`.
 */
export function openSignInPace(
  budget: { perSecond: number; atOnce: number },
  ticks: () => number,
): (address: string | null) => void {
  const pace = openPace({ ...budget, mostKeys: MOST }, ticks);
  return (address) => {
    const network = networkOf(address ?? "");
    const retryAfter = pace.waitOf(network);
    if (retryAfter > 0)
      throw new Fault("busy", "too many sign-ins come from your address; try again later", { retryAfter });
    pace.use(network);
  };
}
