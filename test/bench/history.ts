import type { Row } from "./row.ts"; export const history = {name:'history'} as Row;
