// What was typed and the server does not have yet, kept in this browser under one key.

export const localCopy = (key) => ({
  // What is kept, or null.
  read() {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null; // storage is forbidden, or holds what nobody can read
    }
  },

  // Keep it; null: nothing is to be kept any more.
  write(kept) {
    try {
      if (kept === null) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(kept));
    } catch {
      // storage is full or forbidden: the texts are still on the page, and leaving it warns
    }
  },

  // Entries by their keys, as `Autosave.restore` reads them.
  writeEntries(entries) {
    const kept = entries.map((entry) => [
      entry.key,
      { version: entry.version, values: entry.read() },
    ]);
    this.write(kept.length ? Object.fromEntries(kept) : null);
  },
});
