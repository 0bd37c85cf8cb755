import type { Row } from "./row.ts"; export const quiet = {name:'quiet'} as Row; export const busy= {name:'busy'} as Row;
