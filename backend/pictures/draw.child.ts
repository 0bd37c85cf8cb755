// The process that draws: what draws is native, and a fault of it must not end the program.
import { fileURLToPath } from "node:url";
import type { Picture } from "#charts/picture.ts";
import { draw, loadFonts } from "./draw.ts";

loadFonts(fileURLToPath(new URL("./fonts", import.meta.url)));
process.on("message", ({ turn, picture }: { turn: number; picture: Picture }) => {
  try {
    process.send!({ turn, png: draw(picture) });
  } catch (error) {
    process.send!({ turn, failure: String(error) });
  }
});
process.on("disconnect", () => process.exit());
