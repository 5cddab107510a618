/** The points of an outline as the server writes them: "131.5,157.2 132,158.1", column and row. */
export function pointsOf(outline: string): [number, number][] {
  return outline.split(' ').filter(point => point.length > 0).map(point => {
    const [column, row] = point.split(',').map(Number);
    return [column!, row!];
  });
}
