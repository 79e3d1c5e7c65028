// Python in a thread of its own, so that the page never freezes. It reads files of its own site and sends nothing.

const FILES = new URL("python/", import.meta.url);
let done = 0;
let total = 1;

const plainFetch = self.fetch;
self.fetch = async (...asked) => {
  const response = await plainFetch(...asked);
  if (!response.ok || !response.body) return response;
  const count = new TransformStream({
    transform(chunk, out) {
      done += chunk.length;
      postMessage({ kind: "progress", done, total });
      out.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(count), { headers: response.headers, status: response.status });
};

async function load() {
  const listed = await plainFetch(new URL("files.json", FILES)).catch(() => null);
  if (!listed?.ok) return postMessage({ kind: "missing" });
  const files = await listed.json();
  total = Object.values(files.sizes).reduce((sum, size) => sum + size, 0);
  const library = fetch(new URL("library.zip", FILES)).then((response) => response.arrayBuffer());
  const { loadPyodide } = await import(new URL("pyodide.mjs", FILES));
  const python = await loadPyodide({ indexURL: FILES.href });
  python.unpackArchive(await library, "zip", { extractDir: files.folder });
  const answers = python.pyimport("try_answers");
  postMessage({ kind: "ready" });
  return (tool, fields, files) => {
    if (tool === "lists") return answers.lists();
    const given = python.toPy(files);
    const result = answers.answer(tool, fields, given);
    given.destroy();
    return result;
  };
}

const loaded = load().catch((error) => postMessage({ kind: "broken", text: String(error) }));

onmessage = async ({ data: { number, tool, fields, files } }) => {
  const answer = await loaded;
  if (answer) postMessage({ kind: "answer", number, result: answer(tool, fields, files) });
};
