import type { Assignment } from "#wire/live.ts";
import type { Connection } from "../live/connection.svelte.ts";
import { Tone } from "./tone.ts";

const LOOK_MS = 500;

/** Is there an alarm that is acknowledged neither here nor elsewhere? `acknowledgedAt`: when it last was, here. */
export function isDue(assignment: Assignment | null, acknowledgedAt: number): boolean {
  return assignment !== null && assignment.alarm !== null && assignment.alarm > acknowledgedAt;
}

/** The sound of a wall. The server says whether it is on; the audio's own clock proves that the audio is ready. */
export class Alarm {
  /** Is the browser's audio ready? */
  isReady = $state(false);
  readonly #connection: Connection;
  #tone: Tone | null = null;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get isWanted(): boolean {
    return this.#connection.assignment?.sound ?? false;
  }

  get isDue(): boolean {
    return isDue(this.#connection.assignment, this.#connection.acknowledgedAt);
  }

  /** Keeps the audio ready; returns a function that stops it. */
  arm(): () => void {
    const tone = new Tone();
    this.#tone = tone;
    const timer = setInterval(() => {
      this.isReady = tone.runs();
      this.#connection.tellAudioReady(this.isReady);
      tone.sound(this.isDue);
    }, LOOK_MS);
    return () => {
      clearInterval(timer);
      tone.close();
      this.#tone = null;
      this.isReady = false;
      this.#connection.tellAudioReady(false);
    };
  }

  /** A person touched the wall: browsers allow audio from now on, and the alarm is acknowledged. */
  touched(): void {
    this.#tone?.wake();
    const { assignment } = this.#connection;
    if (!assignment || !this.isDue) return;
    this.#connection.acknowledge(assignment.alarm ?? 0);
    this.#tone?.sound(false);
  }
}
