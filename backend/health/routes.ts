import { Type } from "@sinclair/typebox";
import { Reply, route } from "../http/route.ts";
import { Fault, type FaultCode } from "../kit/fault.ts";
import { HEALTH, type HealthNeeds, healthOf } from "./answer.ts";
import { expositionOf, metricsOf } from "./exposition.ts";

export type { HealthNeeds };

const OK = Type.Object({ ok: Type.Literal(true) });
const yes = { ok: true } as const;

/** Anybody may ask why it is not ready, also when nobody can sign in: one coarse word, and the rest at /v1/health. */
const whyNot = (code: FaultCode) => (code === "disk-full" ? "disk-full" : "database");

export const HEALTH_ROUTES = [
  route({
    method: "GET",
    path: "/healthz",
    right: "anyone",
    summary: "Whether the process answers",
    answer: OK,
    examples: [{ what: "Health" }],
    run: () => yes,
  }),
  route({
    method: "GET",
    path: "/readyz",
    right: "anyone",
    summary: "Whether the database answers and has space for events; if not, which of the two is missing",
    answer: OK,
    faults: ["unavailable"],
    examples: [{ what: "Readiness" }],
    async run({ health }: HealthNeeds) {
      const fault = await health.ready();
      if (fault === null) return yes;
      const { code, retryAfter } = fault;
      throw new Fault("unavailable", `it is not ready: ${whyNot(code)}`, { retryAfter });
    },
  }),
  route({
    method: "GET",
    path: "/v1/health",
    right: "monitor",
    summary: "How this backend, its database, every source and every screen are",
    answer: HEALTH,
    examples: [{ what: "The health" }],
    run: (needs: HealthNeeds) => healthOf(needs),
  }),
  route({
    method: "GET",
    path: "/metrics",
    right: "monitor",
    summary: "The health, for Prometheus",
    answer: null,
    replies: { "text/plain": "The text format of Prometheus, 0.0.4." },
    isPage: true,
    run: async (needs: HealthNeeds) =>
      new Reply(
        { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" },
        expositionOf(metricsOf(await healthOf(needs))),
      ),
  }),
];
