import { ask, type CallName, type Calls, type Given, LOST, type Problem, problemOf } from "./call.ts";
import { useHeaders } from "./use.ts";

/**
 * Calls a route that answers with a line of JSON for each step; `onLine` gets each as it comes. Ends with the signal.
 * @returns null: all lines came
 */
export async function callInLines<Name extends CallName>(
  name: Name,
  given: Given<Omit<Calls[Name], "answer">>,
  signal: AbortSignal,
  onLine: (line: unknown) => void,
): Promise<Problem | null> {
  const response = await ask(name, given, { headers: useHeaders(), signal });
  if (!response) return LOST;
  if (!response.ok) return problemOf(response);
  let rest = "";
  try {
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      const lines = (rest + piece.value).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(JSON.parse(line));
    }
    return null;
  } catch {
    return LOST;
  }
}
