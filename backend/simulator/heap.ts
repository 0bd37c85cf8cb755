/** A binary heap (priority queue): the smallest item comes out first. */
export interface Heap<T> {
  readonly size: number;
  put(thing: T): void;
  peek(): T | undefined;
  take(): T | undefined;
  /** All items, unordered. */
  all(): T[];
}

export function heapBy<T>(rank: (thing: T) => number): Heap<T> {
  const things: T[] = [];
  const at = (i: number): T => things[i] as T;
  const swap = (i: number, j: number) => {
    const thing = at(i);
    things[i] = at(j);
    things[j] = thing;
  };
  return {
    get size() {
      return things.length;
    },
    peek: () => things[0],
    all: () => [...things],
    put(thing) {
      let i = things.push(thing) - 1;
      while (i > 0) {
        const parent = (i - 1) >> 1;
        if (rank(at(parent)) <= rank(at(i))) return;
        swap(i, parent);
        i = parent;
      }
    },
    take() {
      const least = things[0];
      const last = things.pop();
      if (things.length === 0 || last === undefined) return least;
      things[0] = last;
      for (let i = 0; ; ) {
        let child = 2 * i + 1;
        if (child >= things.length) return least;
        if (child + 1 < things.length && rank(at(child + 1)) < rank(at(child))) child++;
        if (rank(at(i)) <= rank(at(child))) return least;
        swap(i, child);
        i = child;
      }
    },
  };
}
