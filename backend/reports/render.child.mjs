// The process that makes PDF and SVG: the compiler is native and synchronous, so that only its end stops it.
import { fileURLToPath } from "node:url";
import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const mainFilePath = here("./report.typ");
const compiler = NodeCompiler.create({ workspace: here("."), fontArgs: [{ fontPaths: [here("./fonts")] }] });

process.on("message", ({ turn, as, data, at, standard }) => {
  try {
    const source = { mainFilePath, inputs: { data } };
    const made =
      as === "svg"
        ? compiler.plainSvg(source)
        : compiler.pdf(source, {
            creationTimestamp: at,
            ...(standard ? { pdfStandard: standard } : {}),
          });
    process.send({ turn, made });
  } catch (error) {
    // The compiler's own errors have their text in `code`.
    process.send({ turn, failure: String(error.message || error.code || error) });
  } finally {
    // Without it each report stays in memory.
    compiler.evictCache(0);
  }
});
process.on("disconnect", () => process.exit());
