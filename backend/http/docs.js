// The page of the API's document. `validatorUrl`: nothing leaves this machine.
const url = new URL("../v1/openapi.json", document.currentScript.src).href;
/** Swagger UI draws 124 operations, and of 129 the first few: it is given them in parts, each of whole tags. */
const MOST_PATHS = 60;

function show(whole) {
  const parts = [];
  for (const tag of whole.tags) {
    const own = Object.entries(whole.paths).filter(([, path]) =>
      Object.values(path)[0].tags.includes(tag.name),
    );
    if (!parts.length || parts.at(-1).paths.length + own.length > MOST_PATHS)
      parts.push({ tags: [], paths: [] });
    parts.at(-1).tags.push(tag);
    parts.at(-1).paths.push(...own);
  }
  for (const { tags, paths } of parts) {
    const domNode = document.createElement("div");
    document.getElementById("docs").append(domNode);
    const spec = { ...whole, tags, paths: Object.fromEntries(paths) };
    window.SwaggerUIBundle({ spec, domNode, validatorUrl: null });
  }
}
void fetch(url)
  .then((response) => response.json())
  .then(show);
