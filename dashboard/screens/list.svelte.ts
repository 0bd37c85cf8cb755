import type { Scene } from "#wire/live.ts";
import type { ScreenPlan, ScreensAnswer } from "#wire/screens.ts";

const PATH = "/v1/screens";
const EVERY_MS = 2_000;

/** All screens as the server knows them, asked for again and again; and what can be told to them. */
export class ScreenList {
  answer = $state.raw<ScreensAnswer | null>(null);
  /** What the server said last when it refused, in its own words. */
  fault = $state.raw<string | null>(null);
  /** Did the last question get no answer? */
  isLost = $state(false);
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

  remove(name: string): Promise<boolean> {
    return this.#tell("DELETE", name);
  }

  takeOver(name: string, scene: Scene, minutes: number): Promise<boolean> {
    return this.#tell("POST", `${name}/takeover`, { scene, minutes });
  }

  giveBack(name: string): Promise<boolean> {
    return this.#tell("DELETE", `${name}/takeover`);
  }

  /** True when it was done; else `fault` says why not. */
  async #tell(method: string, path: string, body?: object): Promise<boolean> {
    const response = await fetch(`${PATH}/${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } } : {}),
    }).catch(() => null);
    this.fault = response?.ok ? null : await sentenceOf(response);
    await this.refresh();
    return response?.ok ?? false;
  }
}

async function sentenceOf(response: Response | null): Promise<string> {
  if (!response) return "";
  const said = await response.json().catch(() => null);
  return said?.detail ?? `${response.status} ${response.statusText}`;
}
