import type { Row } from "./row.ts"; export const sockets = {name:'sockets'} as Row;
