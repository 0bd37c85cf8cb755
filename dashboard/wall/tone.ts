/** Two notes, then quiet, again and again: heard across a room, and no telephone's ringing. */
const NOTES = [
  { from: 0, hertz: 880 },
  { from: 0.25, hertz: 660 },
] as const;
const NOTE_SECONDS = 0.2;
export const PERIOD_SECONDS = 2;
const LOUDNESS = 0.6;
/** A note that begins or ends at once clicks. */
const EDGE_SECONDS = 0.01;

/** The tone so many seconds into its period, from −1 to 1. */
export function toneAt(seconds: number): number {
  const note = NOTES.find(({ from }) => seconds >= from && seconds < from + NOTE_SECONDS);
  if (!note) return 0;
  const into = seconds - note.from;
  const edge = Math.min(1, into / EDGE_SECONDS, (NOTE_SECONDS - into) / EDGE_SECONDS);
  return LOUDNESS * edge * Math.sin(2 * Math.PI * note.hertz * into);
}

/** The one door to the browser's audio: no file, a tone that is computed once. */
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

  /** To be called while a person touches the page: most browsers keep quiet until then, and heed no earlier call. */
  wake(): void {
    void this.#context.resume();
  }

  /** Has its clock run on since the last look? What the browser says of its state is not proof enough. */
  runs(): boolean {
    const { state, currentTime } = this.#context;
    const isRunning = state === "running" && currentTime > this.#before;
    this.#before = currentTime;
    return isRunning;
  }

  /** Begins or ends the tone; saying the same again changes nothing. */
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
