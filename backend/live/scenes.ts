import type { Scene, Scenery, SourceLamp } from "#wire/live.ts";
import type { Asking, Code } from "./asking.ts";
import { composeCalls, type Staff } from "./calls.ts";
import { composeFreezes } from "./freezes.ts";
import { composeLosses } from "./losses.ts";
import { composeOverview } from "./overview.ts";

/** What a scene shows now: every number is one that GET /v1/figures gives for the same moment. */
export function composeScene(
  scene: Scene,
  asking: Asking,
  more: { sources: SourceLamp[]; codes: readonly Code[]; staff: Staff },
): Promise<Scenery> {
  const { sources, codes, staff } = more;
  switch (scene) {
    case "overview":
      return composeOverview(asking, sources);
    case "calls":
      return composeCalls(asking, sources, codes, staff);
    case "freezes":
      return composeFreezes(asking, sources, codes);
    case "losses":
      return composeLosses(asking, sources, codes);
  }
}
