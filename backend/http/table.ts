import { ACCOUNT_ROUTES } from "../access/accountRoutes.ts";
import { FEDERATION_ROUTES, type FederationNeeds } from "../access/federationRoutes.ts";
import { LINK_ROUTES } from "../access/linkRoutes.ts";
import { PASSKEY_ROUTES } from "../access/passkeyRoutes.ts";
import { PEOPLE_ROUTES, type PeopleNeeds } from "../access/peopleRoutes.ts";
import { SESSION_ROUTES, type SessionNeeds } from "../access/sessionRoutes.ts";
import { PUSH_ROUTES } from "../alerts/channels/pushRoutes.ts";
import { MUTE_ROUTES } from "../alerts/muteRoutes.ts";
import { RECIPIENT_ROUTES } from "../alerts/recipientRoutes.ts";
import { ROTA_ROUTES } from "../alerts/rotaRoutes.ts";
import { ALERT_ROUTES, type AlertNeeds } from "../alerts/routes.ts";
import { RULE_ROUTES } from "../alerts/ruleRoutes.ts";
import { AUDIT_ROUTES, type AuditNeeds } from "../audit/routes.ts";
import { DISPLAY_ROUTES, type DisplayNeeds } from "../displays/routes.ts";
import { EMBED_ROUTES, type EmbedNeeds } from "../embeds/routes.ts";
import { BEHIND_ROUTES, type BehindNeeds } from "../figures/behindRoutes.ts";
import { FIGURE_ROUTES, type FigureNeeds } from "../figures/routes.ts";
import { HEALTH_ROUTES, type HealthNeeds } from "../health/routes.ts";
import { HOLIDAY_ROUTES, type HolidayNeeds } from "../holidays/routes.ts";
import { QUARANTINE_ROUTES } from "../ingest/quarantineRoutes.ts";
import { EVENT_ROUTES, type EventNeeds } from "../ingest/routes.ts";
import { SITUATION_ROUTES, type SituationNeeds } from "../live/routes.ts";
import { MAILBOX_ROUTES, type MailboxNeeds } from "../mailbox/routes.ts";
import { REPORT_ROUTES, type ReportNeeds } from "../reports/routes.ts";
import { SCHEDULE_ROUTES } from "../reports/scheduleRoutes.ts";
import { SCREEN_ROUTES, type ScreenNeeds } from "../screens/routes.ts";
import { EXCLUSION_ROUTES } from "../sla/exclusionRoutes.ts";
import { SLA_ROUTES, type SlaNeeds } from "../sla/routes.ts";
import { SOURCE_ROUTES, type SourceNeeds } from "../sources/routes.ts";
import { ANNOTATION_ROUTES, type AnnotationNeeds } from "../targets/annotationRoutes.ts";
import { ANOMALY_ROUTES, type AnomalyNeeds } from "../targets/anomalyRoutes.ts";
import { FORECAST_ROUTES, type ForecastNeeds } from "../targets/forecastRoutes.ts";
import { TARGET_ROUTES, type TargetNeeds } from "../targets/routes.ts";
import type { CallsOf } from "./route.ts";
import { DOCUMENT_ROUTES, PAGE_ROUTES, type PageNeeds } from "./routes.ts";

/** Every route there is. The server, the guard, the checks, the documents and the types of calls follow from it. */
export const TABLE = [
  ...EVENT_ROUTES,
  ...QUARANTINE_ROUTES,
  ...FIGURE_ROUTES,
  ...BEHIND_ROUTES,
  ...SOURCE_ROUTES,
  ...HOLIDAY_ROUTES,
  ...SCREEN_ROUTES,
  ...SITUATION_ROUTES,
  ...SLA_ROUTES,
  ...EXCLUSION_ROUTES,
  ...TARGET_ROUTES,
  ...FORECAST_ROUTES,
  ...ANNOTATION_ROUTES,
  ...ANOMALY_ROUTES,
  ...SESSION_ROUTES,
  ...ACCOUNT_ROUTES,
  ...PEOPLE_ROUTES,
  ...PASSKEY_ROUTES,
  ...LINK_ROUTES,
  ...FEDERATION_ROUTES,
  ...DISPLAY_ROUTES,
  ...PUSH_ROUTES,
  ...ROTA_ROUTES,
  ...RULE_ROUTES,
  ...RECIPIENT_ROUTES,
  ...MUTE_ROUTES,
  ...EMBED_ROUTES,
  ...MAILBOX_ROUTES,
  ...ALERT_ROUTES,
  ...AUDIT_ROUTES,
  ...REPORT_ROUTES,
  ...SCHEDULE_ROUTES,
  ...HEALTH_ROUTES,
  ...DOCUMENT_ROUTES,
  ...PAGE_ROUTES,
];

/** What the routes' runners work with. */
export type Needs = EventNeeds &
  FigureNeeds &
  BehindNeeds &
  SourceNeeds &
  HolidayNeeds &
  ScreenNeeds &
  SituationNeeds &
  SlaNeeds &
  TargetNeeds &
  ForecastNeeds &
  AnnotationNeeds &
  AnomalyNeeds &
  SessionNeeds &
  PeopleNeeds &
  FederationNeeds &
  DisplayNeeds &
  EmbedNeeds &
  AlertNeeds &
  MailboxNeeds &
  AuditNeeds &
  ReportNeeds &
  HealthNeeds &
  PageNeeds;

/** What a caller sends and gets, by "METHOD /path". */
export type Calls = CallsOf<(typeof TABLE)[number]>;
