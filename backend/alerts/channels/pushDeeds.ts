import type { NewSubscription, PushState } from "#wire/alerts.ts";
import type { Doer } from "../../audit/write.ts";
import { Fault } from "../../kit/fault.ts";
import type { Run } from "../../store/store.ts";
import type { Audited } from "../audited.ts";
import { listRecipients } from "../recipientQueries.ts";
import { browserOf, putSubscription, removeSubscription } from "./pushQueries.ts";
import type { Vapid } from "./vapid.ts";

/** Whoever is signed in. */
interface Person {
  id: number;
  name: string;
}

/** The browser that rings for a person. */
export interface PushDeeds {
  state(person: Person): Promise<PushState>;
  /** It rings here from now on, and nowhere else. Throws `bad-request` where this server cannot push. */
  switchOn(person: Person, to: NewSubscription, agent: string | null, doer: Doer): Promise<void>;
  /** Throws `not-found`. */
  switchOff(person: Person, doer: Doer): Promise<void>;
}

/** What a person changes of the own browser. @param vapid null: this server does not push */
export function pushDeeds(deed: Audited, run: () => Run, vapid: Vapid | null): PushDeeds {
  const of = ({ name }: Person) => ({ kind: "push", id: name });
  /** What the audit says: where the browser is reached, but not how. */
  const said = (endpoint: string, agent: string | null) => ({ service: new URL(endpoint).host, agent });
  return {
    async state({ id, name }) {
      const [browser, recipients] = await Promise.all([browserOf(run(), id), listRecipients(run())]);
      const isMine = ({ channels }: (typeof recipients)[number]) =>
        channels.some((channel) => channel.kind === "push" && channel.to === name);
      return {
        key: vapid?.publicKey() ?? null,
        recipients: recipients.filter(isMine).map((each) => each.name),
        browser,
      };
    },
    async switchOn(person, to, agent, doer) {
      if (!vapid) throw new Fault("bad-request", "this server does not send by Web Push");
      await deed(doer, "push.switched-on", of(person), async (run, at) => {
        await putSubscription(run, person.id, to, agent, at);
        return { after: said(to.endpoint, agent), gives: undefined };
      });
    },
    async switchOff(person, doer) {
      await deed(doer, "push.switched-off", of(person), async (run) => {
        const was = await removeSubscription(run, person.id);
        if (!was) throw new Fault("not-found", "no browser rings for you; PUT /v1/me/push switches one on");
        return { before: said(was.endpoint, was.agent), gives: undefined };
      });
    },
  };
}
