/** Two notes, then silence, repeated: audible across a room, and unlike a telephone. */
const NOTES = [
  { from: 0, hertz: 880 },
  { from: 0.25, hertz: 660 },
] as const;
const NOTE_SECONDS = 0.2;
export const PERIOD_SECONDS = 2;
const LOUDNESS = 0.6;
/** Fade of each note, in seconds: an abrupt start or end clicks. */
const EDGE_SECONDS = 0.01;

/** The tone's sample, from −1 to 1. @param seconds since its period began */
export function toneAt(seconds: number): number {
  const note = NOTES.find(({ from }) => seconds >= from && seconds < from + NOTE_SECONDS);
  if (!note) return 0;
  const into = seconds - note.from;
  const edge = Math.min(1, into / EDGE_SECONDS, (NOTE_SECONDS - into) / EDGE_SECONDS);
  return LOUDNESS * edge * Math.sin(2 * Math.PI * note.hertz * into);
}

/** The only access to the browser's audio: no file, but a tone computed once. */
export class Tone {
  readonly #context = new AudioContext();
  readonly #period: AudioBuffer;
  #playing: AudioBufferSourceNode | null = null;
  #before = 0;

  constructor() {
    const { sampleRate } = this.#context;
    this.#period = this.#context.createBuffer(1, PERIOD_SECONDS * sampleRate, sampleRate);
    const samples = this.#period.getChannelData(0);
    for (let i = 0; i < samples.length; i++) samples[i] = toneAt(i / sampleRate);
  }

  /** Call it in a user gesture: most browsers block audio until then and ignore an earlier call. */
  wake(): void {
    void this.#context.resume();
  }

  /** Has the audio clock advanced since the last check? The state that the browser reports is not proof enough. */
  runs(): boolean {
    const { state, currentTime } = this.#context;
    const isRunning = state === "running" && currentTime > this.#before;
    this.#before = currentTime;
    return isRunning;
  }

  /** Starts or stops the tone; idempotent. */
  sound(isOn: boolean): void {
    if (isOn === (this.#playing !== null)) return;
    this.#playing?.stop();
    this.#playing?.disconnect();
    this.#playing = null;
    if (!isOn) return;
    this.#playing = new AudioBufferSourceNode(this.#context, { buffer: this.#period, loop: true });
    this.#playing.connect(this.#context.destination);
    this.#playing.start();
  }

  close(): void {
    void this.#context.close();
  }
}
