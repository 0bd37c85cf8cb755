/** The objectives that the header's sentence and the tiles of the walls speak of. What they say is data. */
export const WALL_OBJECTIVES = ["calls-20s", "freeze-60m"] as const;
/**
 * A source is silent when it has missed this many heartbeats, and behind when its watermark is that old: one or two
 * are lost now and then. Our choice; `heard_to()` in the database has the same number.
 */
export const HEARTBEATS_MISSED = 3;
/**
 * A freeze that no bank answers is open on the walls on the day of its request and for so many days after it. The
 * decree of 2023 lets a bank suspend an account for 7 days at most when an authority tells it (section 6): later no
 * answer can hold the money for this request. It stays in the figures of its day as requested and not held in time.
 */
export const OPEN_DAYS = 7;
/**
 * By so much the clocks of the centre, its sources and its banks may differ: an event may lie this far in the future, and
 * its cohort time this far after its own. Our choice: Kerberos allows the same (RFC 4120, 8.2), so that machines that
 * people sign in to keep it. `calls_as_of()` and its like in the database have the same number.
 */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;
/**
 * A source's clock is said to be off from this difference on. A heartbeat's time in whole seconds is up to a second old,
 * and it takes up to another to arrive; less than that decides no promise.
 */
export const CLOCK_OFF_MS = 2_000;
