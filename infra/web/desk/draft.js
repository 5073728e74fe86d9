// Where pages go before it is saved: page → slot, null sets a page aside; every step can be undone.
export class Draft {
  constructor() {
    this.changes = new Map();
    this.past = [];
  }

  // Takes over what is known now; a change that the office has already made, or whose page is gone, is no change.
  settle(pages) {
    const now = new Map(pages.map((page) => [page.id, page.slot]));
    for (const [id, slot] of this.changes) if (!now.has(id) || now.get(id) === slot) this.changes.delete(id);
    this.past = [];
    this.saved = now;
  }

  // "" is not sorted, null is set aside.
  slotOf(page) {
    return this.changes.has(page.id) ? this.changes.get(page.id) : page.slot;
  }

  put(pages, slot, place) {
    this.past.push({ place, before: pages.map((page) => [page.id, this.changes.get(page.id), this.changes.has(page.id)]) });
    for (const page of pages) {
      if (page.slot === slot) this.changes.delete(page.id);
      else this.changes.set(page.id, slot);
    }
  }

  // Returns the place to go back to, or undefined where there is nothing to undo.
  undo() {
    const last = this.past.pop();
    for (const [id, slot, was] of last?.before ?? []) {
      if (was) this.changes.set(id, slot);
      else this.changes.delete(id);
    }
    return last?.place;
  }

  get size() {
    return this.changes.size;
  }

  get body() {
    return Object.fromEntries(this.changes);
  }

  clear() {
    this.changes.clear();
    this.past = [];
  }
}
