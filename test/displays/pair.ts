import type { Program } from "../program.ts";

type At = Pick<Program, "url">;

/** What a browser that shows a code, or a wall, is to the server. */
export interface Panel {
  /** Its cookie, as it sends it. */
  cookie: string;
  agent: string;
}

export const newPanel = (): Panel => ({
  cookie: "",
  agent:
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
});

export interface Asked {
  at: number;
  display: { screen: string } | null;
  pairing: { code: string; endsAt: number; isRefused: boolean; address: string; url: string } | null;
}

const json = { "content-type": "application/json" };

/** A request of this panel, which keeps what cookie it is given. */
export async function request(program: At, panel: Panel, path: string, init: RequestInit = {}) {
  const headers = {
    ...init.headers,
    "user-agent": panel.agent,
    ...(panel.cookie ? { cookie: panel.cookie } : {}),
  };
  const response = await fetch(program.url + path, { ...init, headers });
  const set = response.headers.get("set-cookie");
  if (set) panel.cookie = set.split(";")[0]!;
  return response;
}

/** Its question whether it may show a wall. */
export const asking = (program: At, panel: Panel) =>
  request(program, panel, "/v1/pairings", {
    method: "POST",
    headers: json,
    body: JSON.stringify({ width: 1_920, height: 1_080 }),
  });

export async function ask(program: At, panel: Panel): Promise<Asked> {
  const response = await asking(program, panel);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Asked;
}

export const approve = (program: At, code: string, body: object) =>
  fetch(`${program.url}/v1/pairings/${code}/approve`, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ place: "", ...body }),
  });

/** The screen that the panel shows, as the server knows it. */
export async function screenOf(program: At, panel: Panel): Promise<string | null> {
  const response = await request(program, panel, "/v1/display");
  return ((await response.json()) as Asked).display?.screen ?? null;
}

/** A panel that shows this screen. */
export async function pair(program: At, name: string, more: object = {}): Promise<Panel> {
  const panel = newPanel();
  const { pairing } = await ask(program, panel);
  const response = await approve(program, pairing!.code, { name, scene: "overview", ...more });
  if (!response.ok) throw new Error(await response.text());
  const { display } = await ask(program, panel);
  if (display?.screen !== name) throw new Error(`it shows ${display?.screen}`);
  return panel;
}
