import type { Scene } from "#wire/live.ts";
import type { NamedScreen, ScreenPlan, ScreensAnswer } from "#wire/screens.ts";

const PATH = "/v1/screens";
const EVERY_MS = 2_000;

/** What the server said when it refused: a code and a sentence. */
export interface Refusal {
  code: string;
  detail: string;
}

/** All screens as the server knows them, asked for again and again; and what can be told to them. */
export class ScreenList {
  answer = $state.raw<ScreensAnswer | null>(null);
  /** Did the last question get no answer? What is shown was true at `answer.at` and may not be any more. */
  isLost = $state(false);
  refusal = $state.raw<Refusal | null>(null);
  /** What was removed last, until something else is told: it can be put back. */
  removed = $state.raw<NamedScreen | null>(null);
  readonly #timer: ReturnType<typeof setInterval>;

  constructor() {
    this.#timer = setInterval(() => this.refresh(), EVERY_MS);
    this.refresh();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async refresh(): Promise<void> {
    const response = await fetch(PATH).catch(() => null);
    this.isLost = !response?.ok;
    if (response?.ok) this.answer = (await response.json()) as ScreensAnswer;
  }

  put(name: string, plan: ScreenPlan): Promise<boolean> {
    return this.#tell("PUT", name, plan);
  }

  async remove(screen: NamedScreen): Promise<void> {
    if (await this.#tell("DELETE", screen.name)) this.removed = screen;
  }

  async putBack({ name, scene, rotation, theme, lang, thaiDigits, sound }: NamedScreen): Promise<void> {
    await this.put(name, { scene, rotation, theme, lang, thaiDigits, sound });
  }

  takeOver(name: string, scene: Scene, minutes: number): Promise<boolean> {
    return this.#tell("POST", `${name}/takeover`, { scene, minutes });
  }

  /** Acknowledges what is broken: the screen is silent until something else breaks. */
  acknowledge(name: string): Promise<boolean> {
    return this.#tell("POST", `${name}/acknowledge`);
  }

  giveBack(name: string): Promise<boolean> {
    return this.#tell("DELETE", `${name}/takeover`);
  }

  /** True when it was done; else `refusal` says why not. */
  async #tell(method: string, path: string, body?: object): Promise<boolean> {
    const response = await fetch(`${PATH}/${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } } : {}),
    }).catch(() => null);
    this.refusal = response?.ok ? null : await refusalOf(response);
    if (response?.ok) this.removed = null;
    await this.refresh();
    return response?.ok ?? false;
  }
}

async function refusalOf(response: Response | null): Promise<Refusal> {
  if (!response) return { code: "lost", detail: "" };
  const problem = await response.json().catch(() => null);
  return { code: problem?.title ?? "", detail: problem?.detail ?? `${response.status}` };
}
