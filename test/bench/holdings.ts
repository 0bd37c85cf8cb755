import type { CDPSession, Page } from "playwright-core";

/** A page's memory after garbage collection. */
export interface Holdings {
  mb: number;
  nodes: number;
  /** Nodes in no document. */
  detached: number;
  listeners: number;
  /** In a document or not. */
  canvases: number;
}

const sessions = new WeakMap<Page, Promise<CDPSession>>();

export async function holdingsOf(page: Page): Promise<Holdings> {
  if (!sessions.has(page)) sessions.set(page, page.context().newCDPSession(page));
  const devtools = await sessions.get(page)!;
  // The second collection frees objects that the first one's garbage still held.
  for (let n = 0; n < 2; n++) await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await devtools.send("Memory.getDOMCounters");
  const attached = await numberOf(devtools, countNodes);
  const canvases = await countCanvases(devtools);
  return { mb: usedSize / 2 ** 20, nodes, detached: nodes - attached, listeners: jsEventListeners, canvases };
}

const countNodes = `(() => {
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
  let count = 1;
  while (walker.nextNode()) count++;
  return count;
})()`;

async function numberOf(devtools: CDPSession, expression: string): Promise<number> {
  const { result } = await devtools.send("Runtime.evaluate", { expression, returnByValue: true });
  return result.value as number;
}

async function countCanvases(devtools: CDPSession): Promise<number> {
  const objectGroup = "canvases";
  const { result } = await devtools.send("Runtime.evaluate", {
    expression: "HTMLCanvasElement.prototype",
    objectGroup,
  });
  const { objects } = await devtools.send("Runtime.queryObjects", {
    prototypeObjectId: result.objectId!,
    objectGroup,
  });
  const counted = await devtools.send("Runtime.callFunctionOn", {
    objectId: objects.objectId!,
    functionDeclaration: "function () { return this.length }",
    returnByValue: true,
  });
  await devtools.send("Runtime.releaseObjectGroup", { objectGroup });
  return counted.result.value as number;
}
