import { mount } from "svelte";
import { reloadIfServed } from "../live/served.ts";
import Figure from "./Figure.svelte";
import { openFigure } from "./figure.svelte.ts";
import Over from "./Over.svelte";
import { openScene } from "./scene.ts";
import { isOver, openTicket } from "./ticket.ts";

const CATALOGUE = { th: () => import("./words.th.ts"), en: () => import("./words.en.ts") };

/** Opens what the ticket behind the # shows, in a page of others. Throws when the server does not answer. */
export async function open(): Promise<void> {
  const ticket = openTicket(location.hash.slice(1));
  const outcome = await ticket.ask();
  if (!outcome.ok) {
    if (isOver(outcome.problem)) return void mount(Over, { target: document.body });
    throw new Error("the server does not say what is embedded here");
  }
  const { scene, lang, theme } = outcome.answer;
  document.documentElement.lang = lang;
  document.documentElement.dataset.theme = theme;
  document.title = outcome.answer.name;
  // What is over is told so: the page asks anew.
  const end = () => void reloadIfServed();
  if (scene !== null) return openScene({ ...outcome.answer, scene }, ticket, end);
  const { words } = await CATALOGUE[lang]();
  mount(Figure, { target: document.body, props: { from: openFigure(outcome.answer, ticket, end), words } });
}
