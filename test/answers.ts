import { FormatRegistry, type TSchema } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import { readDate } from "#calendar/days.ts";
import { faultsOfRoute } from "../backend/http/openapi.ts";
import { PROBLEM } from "../backend/http/problems.ts";
import { readTime } from "../backend/ingest/rfc3339.ts";
import { fetchAsTester } from "./credentials.ts";
import { patternOf, ROUTES } from "./routes.ts";

FormatRegistry.Set("date", (text) => readDate(text) !== null);
FormatRegistry.Set("date-time", (text) => readTime(text) !== null);

/** A schema without additional fields: every field of an answer must be documented. */
function strict<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(strict) as T;
  if (typeof schema !== "object" || schema === null) return schema;
  const closed: Record<string | symbol, unknown> = { ...(schema as object) };
  for (const [name, value] of Object.entries(closed)) closed[name] = strict(value);
  if (closed.type === "object" && closed.properties) closed.additionalProperties ??= false;
  return closed as T;
}

const routes = ROUTES.map((route) => ({
  route,
  pattern: patternOf(route),
  check: route.answer && TypeCompiler.Compile(strict(route.answer) as TSchema),
}));
const problem = TypeCompiler.Compile(strict(PROBLEM));

/** How an answer differs from the document; null: it does not. Static files are not checked. */
export async function mismatchOf(method: string, path: string, response: Response): Promise<string | null> {
  const type = response.headers.get("content-type")?.split(";")[0] ?? "";
  const found = routes.find(({ route, pattern }) => route.method === method && pattern.test(path));
  const say = (what: string) => `${method} ${path} answered ${response.status}: ${what}`;
  // Where screens poll, refusals are of the protocol of engine.io.
  if (path === "/socket.io/" && type === "application/json") return null;
  if (response.status >= 400) {
    const body = await response.json().catch(() => null);
    if (type !== "application/problem+json" || !problem.Check(body)) return say("it is no problem document");
    if (response.status >= 500 || !found) return null;
    const codes = faultsOfRoute(found.route).get(response.status) ?? [];
    return codes.some((code) => code === body.title) ? null : say(`${body.title} is not documented`);
  }
  if (!found) return null;
  const { route, check } = found;
  if (type !== "application/json") {
    const isReply = response.status === 302 || Object.keys(route.replies ?? {}).includes(type);
    return isReply || (response.status === 204 && route.answer === null)
      ? null
      : say(`${type} is not documented`);
  }
  const expected = route.status ?? 200;
  if (response.status !== expected) return say(`the document says ${expected}`);
  const body = await response.json();
  if (check?.Check(body)) return null;
  const [first] = check ? [...check.Errors(body)] : [];
  return say(`${first?.path} ${first?.message}: ${JSON.stringify(first?.value)?.slice(0, 200)}`);
}

const programs = new Set<string>();

/** From now on every answer to `fetch` from this program must match the document. */
export function checkAnswers(url: string): void {
  programs.add(url);
  globalThis.fetch = checkedFetch;
}

async function checkedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetchAsTester(input, init);
  const url = new URL(input instanceof Request ? input.url : input);
  if (!programs.has(url.origin)) return response;
  const method = init?.method ?? (input instanceof Request ? input.method : "GET");
  const mismatch = await mismatchOf(method.toUpperCase(), url.pathname, response.clone());
  if (mismatch) throw new Error(`not as documented: ${mismatch}`);
  return response;
}
