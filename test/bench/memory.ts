import type { Row } from "./row.ts"; export const memory = {name:'memory'} as Row;
