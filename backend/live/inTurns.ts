/**
 * Does each deed in a turn of the event loop of its own. A frame for a thousand screens holds the loop for some 20 ms, and
 * six scenes are often ready together: others' requests go between.
 */
export function openInTurns(): (deed: () => void) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return (deed) => {
    const done = last.then(() => new Promise(setImmediate)).then(deed);
    last = done.catch(() => {});
    return done;
  };
}
