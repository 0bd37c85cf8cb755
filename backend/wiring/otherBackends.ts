import type { Access } from "../access/access.ts";
import type { Alerts } from "../alerts/alerts.ts";
import type { Displays } from "../displays/displays.ts";
import type { Embeds } from "../embeds/embeds.ts";
import type { Live } from "../live/live.ts";
import type { Screens } from "../screens/screens.ts";
import type { Sla } from "../sla/sla.ts";
import type { Sources } from "../sources/sources.ts";
import type { Notification } from "../store/notification.ts";
import type { Annotations } from "../targets/annotations.ts";
import type { Targets } from "../targets/targets.ts";

/** What to do when another backend says that it has changed something: forget what was read, and show it. */
export function hearingOthers(rooms: {
  sources: Sources;
  access: Access;
  sla: Sla;
  targets: Targets;
  annotations: Annotations;
  displays: Displays;
  embeds: Embeds;
  screens: Screens;
  alerts: Alerts;
  live: Live;
  showAlerts: () => void;
}): (said: Notification) => void {
  const { sources, access, sla, targets, annotations, displays, embeds, screens, alerts, live } = rooms;
  return (said) => {
    if (said.sources) sources.forget();
    if (said.people) access.forget();
    if (said.objectives) sla.forget();
    if (said.targets) targets.forget();
    if (said.targets) annotations.forget();
    if (said.displays) displays.forget();
    if (said.embeds || said.people) embeds.forget();
    if (said.sources || said.people || said.displays || said.embeds) live.recheck();
    if (said.screens) {
      screens.forget();
      live.reassign();
    }
    if (said.alerts) {
      alerts.forget();
      rooms.showAlerts();
    }
    if (said.changed?.size !== 0) {
      targets.changed(said.changed);
      live.changed(said.changed);
      alerts.changed();
    }
  };
}
