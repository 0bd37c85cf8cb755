/** Reports: what is issued, and what is said of it. Types only: the schemas must not reach the browser. */

import type { Static } from "@sinclair/typebox";
import type {
  BARS_BLOCK,
  GROWTH_BLOCK,
  OBJECTIVES_BLOCK,
  TABLE_BLOCK,
  TARGETS_BLOCK,
} from "./reportBlocks.schema.ts";
import type { AIM, DOCUMENT, SIGNED } from "./reportDocument.schema.ts";
import type { REPORT_FIGURE } from "./reportFigures.schema.ts";
import type { CHECKED, ISSUED, OBSTACLE } from "./reports.schema.ts";
import type { WHY } from "./whys.schema.ts";

/** A report as plain data: everything that its files say follows from it. Times are epoch ms, money is satang. */
export type Document = Static<typeof DOCUMENT>;
export type ReportFigure = Static<typeof REPORT_FIGURE>;
export type Section = Document["sections"][number]["id"];
export type ReportKind = Document["kind"];
export type Table = Static<typeof TABLE_BLOCK>;
export type Bars = Static<typeof BARS_BLOCK>;
export type Growth = Static<typeof GROWTH_BLOCK>;
export type ObjectivesBlock = Static<typeof OBJECTIVES_BLOCK>;
export type TargetsBlock = Static<typeof TARGETS_BLOCK>;
export type Block = Table | Bars | Growth | ObjectivesBlock | TargetsBlock;
/** What a figure is compared with: an objective, or a target. */
export type Aim = Static<typeof AIM>;
export type Definition = Document["definitions"][number];
/** Why a figure is another one by now. */
export type Why = Static<typeof WHY>;
export type Change = Document["changes"][number];
/** A document as it is issued. */
export type Signed = Static<typeof SIGNED>;
export type Obstacle = Static<typeof OBSTACLE>;
/** An issued document in the list. */
export type Issued = Static<typeof ISSUED>;
/** What a check has found. */
export type Checked = Static<typeof CHECKED>;
export type { Composition } from "./composition.schema.ts";
