import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Holidays, holidaysOf } from "#calendar/holidays.ts";
import { Fault } from "../kit/fault.ts";
import { parseHolidays } from "./parse.ts";

/** Public holidays of 2023 to 2027 as the cabinet announced them; the build copies it beside the program. */
const SHIPPED = fileURLToPath(new URL("./holidays-th.csv", import.meta.url));

/**
 * The public holidays that are in force: those of a file, or those that came with the program.
 * @throws `configuration` with a sentence that names the file and the line
 */
export function readHolidays(file: string | undefined): Holidays {
  const name = file === undefined ? SHIPPED : `HOLIDAYS_FILE ${file}`;
  let text: string;
  try {
    text = readFileSync(file ?? SHIPPED, "utf8");
  } catch (error) {
    throw new Fault("configuration", `${name} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  return holidaysOf(parseHolidays(text, name));
}
