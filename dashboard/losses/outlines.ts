/** The outline of a province, or of the lake of Songkhla. */
export interface Outline {
  id: string;
  path: string;
}

/** The provinces' outlines: @svg-maps/thailand, CC BY 4.0. As large as the page itself, so loaded after it. */
export async function loadOutlines(): Promise<readonly Outline[]> {
  // The package's types import a package that does not exist.
  const { default: map } = (await import("@svg-maps/thailand")) as unknown as {
    default: { locations: readonly Outline[] };
  };
  return map.locations;
}
