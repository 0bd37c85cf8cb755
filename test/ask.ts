/** Sends a request to a program and reads its answer, which must be a good one. */
export function askOf(program: () => { url: string }) {
  return async function ask<T>(method: string, path: string, body?: object, cookie?: string): Promise<T> {
    const response = await fetch(program().url + path, {
      method,
      headers: {
        ...(body ? { "content-type": "application/json" } : {}),
        ...(cookie ? { cookie } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  };
}
