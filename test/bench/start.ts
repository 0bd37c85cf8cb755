import type { Row } from "./row.ts"; export const start = {name:'start'} as Row;
