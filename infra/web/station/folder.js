// A folder as the browser gives it, in three ways; each ends as {name → File} of its top level, and a handle if there is one.
const isHidden = (name) => name.startsWith(".");

async function fromHandle(handle) {
  const files = new Map();
  for await (const [name, entry] of handle.entries()) {
    if (entry.kind === "file" && !isHidden(name)) files.set(name, await entry.getFile());
  }
  return { files, handle };
}

async function fromEntry(directory) {
  const files = new Map();
  const reader = directory.createReader();
  for (;;) {
    const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!entries.length) return { files };
    for (const entry of entries.filter(({ isFile, name }) => isFile && !isHidden(name))) {
      files.set(entry.name, await new Promise((resolve, reject) => entry.file(resolve, reject)));
    }
  }
}

export function fromInput(list) {
  const files = new Map();
  for (const file of list) {
    const depth = file.webkitRelativePath.split("/").length;
    if (depth <= 2 && !isHidden(file.name)) files.set(file.name, file);
  }
  return { files };
}

// Must be called before anything is awaited: the browser takes the dropped things away afterwards.
export function fromDrop(transfer) {
  const [item] = [...transfer.items].filter(({ kind }) => kind === "file");
  const asHandle = item?.getAsFileSystemHandle?.();
  const asEntry = item?.webkitGetAsEntry?.();
  return (async () => {
    const handle = await asHandle?.catch(() => null);
    if (handle?.kind === "directory") return fromHandle(handle);
    if (asEntry?.isDirectory) return fromEntry(asEntry);
    return { files: new Map([...transfer.files].map((file) => [file.name, file])) };
  })();
}

export const canPick = () => "showDirectoryPicker" in window;
export const pick = async () => fromHandle(await window.showDirectoryPicker({ id: "scans", mode: "read" }));

export async function reopen(handle) {
  const allowed = (await handle.requestPermission?.({ mode: "read" })) ?? "granted";
  return allowed === "granted" ? fromHandle(handle) : null;
}
