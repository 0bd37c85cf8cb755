import { join } from "node:path";
import { openAudit } from "../audit/audit.ts";
import { root } from "../build/root.ts";
import { isRebuildDue } from "../rebuild/queries.ts";
import { openReconciliation } from "../rebuild/reconcile.ts";
import { startMaintenance } from "../store/maintenance.ts";
import { openNotifications } from "../store/notifications.ts";
import { openStore } from "../store/store.ts";
import type { Opening } from "./opening.ts";

/** Opens the database and what keeps it: the audit, the other backends' news, maintenance and reconciliation. */
export async function openStorage(opening: Opening, isClockRight: () => boolean) {
  const { config, clock, log, onTrouble, onClose } = opening;
  const store = await openStore({
    databaseUrl: config.databaseUrl,
    dataDir: config.dataDir,
    sqlFolder: join(root, "sql"),
    template: join(root, "dist", "template"),
    clock,
    onTrouble,
  });
  onClose(store.close);
  let isDue = await isRebuildDue(store.run);
  if (isDue)
    log.warn(
      "reports of before this version count for no agency yet: npm run rebuild works it out from the raw events",
    );
  const audit = await openAudit({
    store,
    clock,
    dataDir: config.dataDir,
    say: (head) => log.info(head, "the head of the audit"),
    onTrouble,
  });
  onClose(audit.close);

  const others = openNotifications({ databaseUrl: config.databaseUrl, onTrouble });
  onClose(others.close);

  const maintenance = startMaintenance({
    store,
    clock,
    retentionDays: config.retentionDays,
    quarantineDays: config.quarantineDays,
    isClockRight,
    onTrouble,
  });
  onClose(maintenance.stop);

  const reconciliation = openReconciliation({ store, clock, onTrouble });
  onClose(reconciliation.stop);

  return {
    store,
    audit,
    others,
    reconciliation,
    // Once it is done it stays done: the reports need not be looked through again.
    isRebuildDue: async () => {
      if (isDue) isDue = await isRebuildDue(store.inClass("pages").run);
      return isDue;
    },
  };
}

export type Storage = Awaited<ReturnType<typeof openStorage>>;
