/** Rotas: who is on duty when. */

// Types only: the schema library must not get into the dashboard's bundle.
export type { ChangedRota, NewOverride, NewRota, Override, Rota, Rotas, Shift, Turn } from "./rota.schema.ts";
