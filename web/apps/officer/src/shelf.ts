// What the phone keeps: IndexedDB, one door. A promise is kept when its transaction is.

const NAME = "sirekap";
const STORES = ["kept", "photos", "parcels"] as const;
export type Store = (typeof STORES)[number];

export class Shelf {
  private readonly db: IDBDatabase;

  private constructor(db: IDBDatabase) {
    this.db = db;
  }

  static open(name = NAME): Promise<Shelf> {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => {
        for (const store of STORES) asked.result.createObjectStore(store);
      };
      asked.onsuccess = () => resolve(new Shelf(asked.result));
      asked.onerror = () => reject(asked.error);
    });
  }

  get<T>(store: Store, key: string): Promise<T | undefined> {
    return this.read((found) => found.get(key), store) as Promise<T | undefined>;
  }

  all<T>(store: Store): Promise<T[]> {
    return this.read((found) => found.getAll(), store) as Promise<T[]>;
  }

  /** Puts all of these, or none. */
  put(...things: readonly (readonly [Store, string, unknown])[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const names = [...new Set(things.map(([store]) => store))];
      const work = this.db.transaction(names, "readwrite", { durability: "strict" });
      work.oncomplete = () => resolve();
      work.onabort = () => reject(work.error);
      for (const [store, key, value] of things) work.objectStore(store).put(value, key);
    });
  }

  /** Changes what stands there in one transaction, so that two tabs do not undo each other. */
  change<T>(store: Store, key: string, change: (before: T | undefined) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const work = this.db.transaction(store, "readwrite", { durability: "strict" });
      const there = work.objectStore(store);
      let after: T;
      const asked = there.get(key);
      asked.onsuccess = () => {
        after = change(asked.result as T | undefined);
        there.put(after, key);
      };
      work.oncomplete = () => resolve(after);
      work.onabort = () => reject(work.error);
    });
  }

  private read(ask: (store: IDBObjectStore) => IDBRequest, store: Store): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const asked = ask(this.db.transaction(store).objectStore(store));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }
}
