import type { Scene } from "#wire/live.ts";
import type { NamedScreen, ScreenPlan, ScreensAnswer } from "#wire/screens.ts";

const PATH = "/v1/screens";
const EVERY_MS = 2_000;

/** The server's refusal: a code and a sentence. */
export interface Refusal {
  code: string;
  detail: string;
}

/** All screens, polled from the server, and the actions on them. */
export class ScreenList {
  answer = $state.raw<ScreensAnswer | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  readonly #heard: (at: number) => void;
  readonly #timer: ReturnType<typeof setInterval>;

  /** @param heard is called with the server's clock at each answer */
  constructor(heard: (at: number) => void) {
    this.#heard = heard;
    this.#timer = setInterval(() => this.refresh(), EVERY_MS);
    this.refresh();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async refresh(): Promise<void> {
    const response = await fetch(PATH).catch(() => null);
    const answer = response?.ok ? ((await response.json().catch(() => null)) as ScreensAnswer | null) : null;
    if (!answer) return;
    this.answer = answer;
    this.#heard(answer.at);
  }

  put(name: string, plan: ScreenPlan): Promise<boolean> {
    return this.#tell("PUT", name, plan);
  }

  remove(name: string): Promise<boolean> {
    return this.#tell("DELETE", name);
  }

  /** Undoes a removal. */
  putBack({ name, scene, rotation, theme, lang, thaiDigits, sound }: NamedScreen): Promise<boolean> {
    return this.put(name, { scene, rotation, theme, lang, thaiDigits, sound });
  }

  takeOver(name: string, scene: Scene, minutes: number): Promise<boolean> {
    return this.#tell("POST", `${name}/takeover`, { scene, minutes });
  }

  giveBack(name: string): Promise<boolean> {
    return this.#tell("DELETE", `${name}/takeover`);
  }

  /** Acknowledges the alarm: the screen is silent until something else breaks. */
  acknowledge(name: string): Promise<boolean> {
    return this.#tell("POST", `${name}/acknowledge`);
  }

  /** True on success; else `refusal` has the reason. */
  async #tell(method: string, path: string, body?: object): Promise<boolean> {
    const response = await fetch(`${PATH}/${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } } : {}),
    }).catch(() => null);
    this.refusal = response?.ok ? null : await refusalOf(response);
    await this.refresh();
    return response?.ok ?? false;
  }
}

async function refusalOf(response: Response | null): Promise<Refusal> {
  if (!response) return { code: "lost", detail: "" };
  const problem = await response.json().catch(() => null);
  return { code: problem?.title ?? "", detail: problem?.detail ?? `${response.status}` };
}
