import type { Scene } from "#wire/scenery.ts";

/** The figures of today that a scene is about, as the walls show them (backend/live), in their order. */
export const FIGURES_OF: Readonly<Record<Scene, readonly string[]>> = {
  overview: [
    ...["calls.service_level", "calls.offered", "calls.answered", "calls.abandon_rate"],
    ...["freezes.sla_60m", "freezes.p50_minutes", "freezes.requested", "freezes.open"],
    ...["freezes.requested_satang", "freezes.confirmed_satang", "freezes.held_share_of_requested"],
    ...["freezes.moved_satang", "freezes.cashed_out_satang", "freezes.waiting_satang", "reports.loss_satang"],
    ...["lines.busy", "lines.lines", "lines.waiting", "lines.longest_wait_seconds"],
  ],
  calls: [
    ...["calls.service_level", "calls.offered", "calls.answered", "calls.abandoned", "calls.abandon_rate"],
    ...["calls.asa_seconds", "calls.aht_seconds", "lines.busy", "lines.lines", "lines.waiting"],
    ...["lines.longest_wait_seconds", "lines.agents_ready", "lines.agents_busy"],
  ],
  freezes: [
    ...["freezes.sla_60m", "freezes.p50_minutes", "freezes.requested", "freezes.due", "freezes.confirmed"],
    ...["freezes.open", "freezes.pending", "freezes.waiting_satang"],
  ],
  losses: [
    ...["reports.loss_satang", "reports.filed", "freezes.requested_satang", "freezes.confirmed_satang"],
    ...["freezes.held_share_of_requested", "freezes.moved_satang", "freezes.cashed_out_satang"],
    ...["freezes.waiting_satang", "freezes.untraced_satang", "freezes.seconds_lost"],
  ],
  sla: [
    ...["freezes.sla_60m", "freezes.due", "freezes.answered_share_60m", "freezes.release_4h_share"],
    ...["calls.service_level", "calls.abandon_rate", "reports.complaint_72h_share", "reports.filed"],
    ...["reports.freezing", "reports.complaint", "reports.tracing", "reports.refunding", "reports.closed"],
  ],
  targets: [
    ...["reports.loss_satang", "freezes.held_share_of_requested", "freezes.p50_minutes", "reports.filed"],
    "freezes.requested",
  ],
};
