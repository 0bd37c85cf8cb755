import type { Show } from "#wire/live.ts";
import type { Connection } from "../live/connection.svelte.ts";
import { Tone } from "./tone.ts";

const LOOK_MS = 500;

/** Is there something that nobody has seen, at this wall or elsewhere? `seen`: what was seen here. */
export function isDue(show: Show | null, seen: number): boolean {
  return show !== null && show.alarm !== null && show.alarm > seen;
}

/** The sound of a wall: whether it is wanted says the server, whether it runs is proved again and again. */
export class Alarm {
  /** Does the browser's audio really run? */
  isArmed = $state(false);
  readonly #connection: Connection;
  #tone: Tone | null = null;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get isWanted(): boolean {
    return this.#connection.show?.sound ?? false;
  }

  get isDue(): boolean {
    return isDue(this.#connection.show, this.#connection.seen);
  }

  /** Keeps the sound ready; returns what ends that. */
  arm(): () => void {
    const tone = new Tone();
    this.#tone = tone;
    const timer = setInterval(() => {
      this.isArmed = tone.runs();
      this.#connection.tellArmed(this.isArmed);
      tone.sound(this.isDue);
    }, LOOK_MS);
    return () => {
      clearInterval(timer);
      tone.close();
      this.#tone = null;
      this.isArmed = false;
      this.#connection.tellArmed(false);
    };
  }

  /** A person was here: that is what browsers wait for, and what the alarm waits for. */
  touched(): void {
    this.#tone?.wake();
    const { show } = this.#connection;
    if (!show || !this.isDue) return;
    this.#connection.tellSeen(show.alarm ?? 0);
    this.#tone?.sound(false);
  }
}
