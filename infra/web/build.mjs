// Puts the assets that Loket serves into chalicelib/web/static under flat names that carry their hash (API Gateway
// serves no nested names from one route, and a hashed name may be cached for ever), each with its licence, and writes
// manifest.json: {logical name: file name}.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "..", "chalicelib", "web", "static");

const assets = [
  { name: "swagger-ui.js", from: "swagger-ui-dist/swagger-ui-bundle.js" },
  { name: "swagger-ui.css", from: "swagger-ui-dist/swagger-ui.css" },
  { name: "swagger-ui-bundled-LICENSE.txt", from: "swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt" },
  { name: "swagger-ui-LICENSE.txt", from: "swagger-ui-dist/LICENSE" },
  { name: "swagger-ui-NOTICE.txt", from: "swagger-ui-dist/NOTICE" },
  { name: "pdf-worker.js", from: "pdfjs-dist/legacy/build/pdf.worker.min.mjs" },
  { name: "pdfjs-LICENSE.txt", from: "pdfjs-dist/LICENSE" },
  { name: "utif2-LICENSE.txt", from: "utif2/LICENSE" },
  { name: "pako-LICENSE.txt", from: "pako/LICENSE" },
  { name: "altcha-LICENSE.txt", from: "altcha-lib/LICENSE.txt" },
  { name: "zipjs-LICENSE.txt", from: "@zip.js/zip.js/LICENSE" },
  { name: "uppy-LICENSE.txt", from: "@uppy/core/LICENSE" },
  { name: "cropperjs-LICENSE.txt", from: "cropperjs/LICENSE" },
  { name: "compressorjs-LICENSE.txt", from: "compressorjs/LICENSE" },
  { name: "preact-LICENSE.txt", from: "preact/LICENSE" },
  { name: "lodash-LICENSE.txt", from: "lodash/LICENSE" },
  { name: "classnames-LICENSE.txt", from: "classnames/LICENSE" },
  { name: "namespace-emitter-LICENSE.txt", from: "namespace-emitter/LICENSE.md" },
  { name: "nanoid-LICENSE.txt", from: "nanoid/LICENSE" },
  { name: "shallow-equal-LICENSE.txt", from: "shallow-equal/LICENSE" },
  { name: "canvas-to-blob-LICENSE.txt", from: "blueimp-canvas-to-blob/LICENSE.txt" },
  { name: "prettier-bytes-LICENSE.txt", from: "@transloadit/prettier-bytes/LICENSE.md" },
  { name: "chartjs-LICENSE.txt", from: "chart.js/LICENSE.md" },
  { name: "kurkle-color-LICENSE.txt", from: "@kurkle/color/LICENSE.md" },
  { name: "is-blob-LICENSE.txt", from: "is-blob/license" },
];

// Our own pages: modules become one file each, so that a page asks once for its script on a slow line.
const pages = [
  { name: "station.js", from: "station/main.js" },
  { name: "station-scans.js", from: "station/scans.js" },
  { name: "station.css", from: "station/station.css" },
  { name: "check.js", from: "check/main.js" },
  { name: "check.css", from: "check/check.css" },
  { name: "puzzle.js", from: "puzzle/main.js" },
  { name: "assist.js", from: "assist/main.js" },
  { name: "assist.css", from: "assist/assist.css" },
  { name: "overlays.js", from: "overlays/main.js" },
  { name: "overlays.css", from: "overlays/overlays.css" },
  { name: "desk.js", from: "desk/main.js" },
  { name: "desk.css", from: "desk/desk.css" },
  { name: "staff.js", from: "staff/main.js" },
  { name: "statistics.js", from: "staff/statistics.js" },
  { name: "signing.js", from: "staff/signing.js" },
  { name: "milestones.js", from: "staff/milestones.js" },
  { name: "queue.js", from: "staff/queue.js" },
  { name: "review.js", from: "staff/review.js" },
  { name: "texts.js", from: "staff/texts.js" },
  { name: "coverage.js", from: "staff/coverage.js" },
  { name: "look.js", from: "legibility/look.js" },
  { name: "upload.js", from: "upload/main.js", loads: { LOOK: "look.js" } },
  { name: "upload.css", from: "upload/upload.css" },
  { name: "forget.js", from: "upload/forget.js" },
];

// Parts of Uppy that the upload page has no use for: a third of its weight on a slow line.
const alias = {
  "@uppy/core/provider-views": "./upload/lean/providers.js",
  "exifr/dist/mini.esm.mjs": "./upload/lean/upright.js",
};

const options = { bundle: true, minify: true, format: "esm", target: "es2023", charset: "utf8", legalComments: "none", absWorkingDir: here, alias };

// `loads`: constants of a script that stand for the served names of scripts which it asks for when it needs them.
function bundled({ from, loads = {} }) {
  const names = Object.entries(loads).map(([constant, name]) => [constant, `./${manifest[name]}`]);
  const define = Object.fromEntries(names.map(([constant, name]) => [constant, JSON.stringify(name)]));
  const external = names.map(([, name]) => name);
  return Buffer.from(buildSync({ ...options, define, external, entryPoints: [from], write: false }).outputFiles[0].contents);
}

// A pointer to a source map that is not shipped makes browsers ask for it and log an error.
function withoutSourceMap(name, bytes) {
  if (![".js", ".css"].includes(extname(name))) return bytes;
  const text = bytes.toString("utf8");
  return Buffer.from(text.replace(/\n?(\/\/# sourceMappingURL=\S+|\/\*# sourceMappingURL=\S+\s*\*\/)\s*$/, "\n"));
}

function hashedName(name, bytes) {
  const extension = extname(name);
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  return `${name.slice(0, -extension.length)}-${digest}${extension}`;
}

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const manifest = {};

function write(name, bytes) {
  manifest[name] = hashedName(name, bytes);
  writeFileSync(join(target, manifest[name]), bytes);
}

for (const [name, from] of [["pages.css", "pages/pages.scss"], ["staff.css", "staff/staff.scss"]]) {
  const { css } = compile(join(here, from), { loadPaths: [join(here, "node_modules")], style: "compressed", quietDeps: true });
  write(name, Buffer.from(css));
}
for (const { name, from } of assets) write(name, withoutSourceMap(name, readFileSync(join(here, "node_modules", from))));
for (const page of pages) write(page.name, bundled(page)); // in this order: a script that loads another comes after it
writeFileSync(join(target, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
