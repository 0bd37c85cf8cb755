import WebSocket from "ws";

/** A socket that has shaken hands as a screen does, and has not joined yet. */
export function openSocket(
  { url, key }: { url: string; key: string },
  headers: Record<string, string> = { authorization: `Bearer ${key}` },
): Promise<WebSocket> {
  const address = `${url.replace(/^http/, "ws")}/socket.io/?EIO=4&transport=websocket`;
  const socket = new WebSocket(address, { perMessageDeflate: false, headers });
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the server closed the socket")));
    socket.on("message", (bytes) => {
      const text = String(bytes);
      if (text.startsWith("0{")) socket.send("40");
      else if (text.startsWith("40")) resolve(socket);
    });
  });
}

export const message = (name: string, value: unknown) => `42${JSON.stringify([name, value])}`;
