import postcss from "postcss";
import type { Plugin } from "vite";
import { OLDEST } from "./compat.ts";
import { type Newer, newerIn } from "./newer.ts";
import { newerInStyles } from "./newerStyles.ts";
import { newerSyntaxIn } from "./newerSyntax.ts";

/** What looks newer than the oldest browser and may stand in the bundle, each with the reason. */
export const ALLOWED: Readonly<Record<string, string>> = {
  structuredClone: "Svelte's snapshots: tried, and copied in another way if it throws",
  WebTransport: "engine.io-client: only for a transport that is not asked for",
  Scheduler: "a class of ECharts",
  "AnimationEvent.prototype.animation": "a field of ECharts",
  "ArrayBuffer.prototype.resize": "a method of ECharts and of ours",
  "CustomElementRegistry.prototype.getName": "a method of ECharts",
  "ElementInternals.prototype.states": "a field of ECharts, and words of ours",
  "EventTarget.prototype.when": "a method of zrender's animators",
  "Intl.PluralRules.prototype.selectRange": "a method of ECharts",
  "Iterator.prototype.take": "a word of ours",
  "Navigator.prototype.share": "a field of ours",
  "Set.prototype.union": "a method of zrender's rectangles",
  "XRRenderState.prototype.layers": "a field of zrender",
  "GamepadHapticActuator.prototype.effects": "a field of Svelte",
  "@media (forced-colors)": "an older browser cannot force colours on a page",
  "accent-color": "an older browser's check box has its own colour",
  "text-wrap": "an older browser breaks lines as they come",
  "text-wrap: balance": "as above",
};

/** Classes that one selector of a component has at most for its scope. */
const SCOPES = 3;

/** The dashboard runs on the oldest browser, or the build fails and says why not. */
export function oldest(): Plugin[] {
  return [
    {
      name: "oldest:scopes",
      // Before the styles are bundled.
      enforce: "pre",
      transform(code, id) {
        return /\.css(\?|$)|[?&]lang\.css/.test(id) ? { code: scopedByClasses(code), map: null } : null;
      },
    },
    {
      name: "oldest",
      apply: "build",
      generateBundle(_options, bundle) {
        const faults = Object.values(bundle).flatMap((file) => {
          if (file.type === "chunk")
            return [
              ...Object.entries(file.modules).flatMap(([module, { code }]) =>
                said(module, newerIn(code ?? "")),
              ),
              ...said(file.fileName, newerSyntaxIn(file.code)),
            ];
          return file.fileName.endsWith(".css")
            ? said(file.fileName, newerInStyles(String(file.source)))
            : [];
        });
        if (faults.length > 0) this.error(`newer than Chromium ${OLDEST}:\n${faults.join("\n")}`);
      },
    },
  ];
}

const said = (where: string, newer: readonly Newer[]) =>
  newer
    .filter(({ what }) => !Object.hasOwn(ALLOWED, what))
    .map(({ what, since }) => `${where}: ${what}, which Chromium has from ${since}`);

/**
 * A component's styles without `:where()`, which Chromium has from 88: Svelte scopes the first part of a selector by a
 * class, and all others by the same class inside `:where()`, so that each selector has the weight of one class. Here
 * each has the weight of three, and one of no component that of two more: their order stays as it was.
 */
export function scopedByClasses(sheet: string): string {
  const root = postcss.parse(sheet);
  root.walkRules((rule) => {
    if (rule.parent?.type === "atrule" && "name" in rule.parent && rule.parent.name === "keyframes") return;
    rule.selectors = rule.selectors.map((selector) => {
      const plain = selector.replace(/:where\((\.svelte-\w+)\)/g, "$1");
      const classes = plain.match(/\.svelte-\w+/g) ?? [];
      const [scope] = classes;
      if (classes.length > SCOPES) throw new Error(`${selector} has more than ${SCOPES} parts: shorten it`);
      return scope
        ? plain.replace(scope, scope.repeat(SCOPES + 1 - classes.length))
        : plain.replace(/(?=::|$)/, ":not(._)".repeat(SCOPES - 1));
    });
  });
  return root.toString();
}
